// The JSON API. The session's cookie goes with each request by itself, and no script can read it.

const patience = 15_000;  // milliseconds until a request that is not answered is given up

/** The server has refused what was asked: `status` for programs, `message` for people. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @returns what the server answers, as JSON. @throws Refusal, or what fetch throws where there is no server */
async function ask(method, path, { body, version } = {}) {
  const headers = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (version !== undefined) headers['If-Match'] = `"v${version}"`;
  const answer = await fetch(`/api${path}`, {
    method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(patience), cache: 'no-cache',
  });
  const text = await answer.text();
  if (answer.ok) return text === '' ? null : JSON.parse(text);
  let message = answer.statusText;
  try { message = JSON.parse(text).message; } catch { /* a proxy in between speaks no JSON */ }
  throw new Refusal(answer.status, message);
}

export const register = (name, password) => ask('POST', '/register', { body: { name, password } });
export const login = (name, password) => ask('POST', '/login', { body: { name, password } });
export const logout = () => ask('POST', '/logout');
export const me = () => ask('GET', '/me');

export const listNotes = () => ask('GET', '/notes');
export const readNote = (id) => ask('GET', `/notes/${id}`);
export const addNote = (draft) => ask('POST', '/notes', { body: draft });
export const changeNote = (id, version, draft) => ask('PUT', `/notes/${id}`, { body: draft, version });
export const removeNote = (id, version) => ask('DELETE', `/notes/${id}`, { version });
