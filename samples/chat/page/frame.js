// What stands around the conversation: the state of the connection, a banner, the title, and on small screens two drawers.

export const $ = (id) => document.getElementById(id);

const names = { connecting: 'connecting', connected: 'connected', reconnecting: 'reconnecting', ended: 'signed off' };

export function showState(state) {
  $('status').dataset.state = state;
  $('status').textContent = names[state];
}

let bannerTimer = null;

export function banner(text, button, action) {
  hideBanner();
  $('banner').hidden = false;
  $('banner-text').textContent = text;
  $('banner-button').textContent = button;
  $('banner-button').onclick = action;
}

/** For what may be over before anybody needs to read of it. */
export function bannerIn(milliseconds, ...what) {
  bannerTimer ??= setTimeout(() => banner(...what), milliseconds);
}

export function hideBanner() {
  clearTimeout(bannerTimer);
  bannerTimer = null;
  $('banner').hidden = true;
}

let unread = 0;
let titled = '';

function showTitle() { document.title = `${unread ? `(${unread}) ` : ''}${titled}Serinus chat`; }

export function countUnread() {
  if (document.hidden) unread += 1;
  showTitle();
}

export function showRoom({ room, name }, avatar) {
  $('room').textContent = room;
  $('my-name').textContent = name;
  $('my-avatar').replaceChildren(avatar);
  $('me').hidden = false;
  titled = `${room} · `;
  showTitle();
}

document.addEventListener('visibilitychange', () => {
  unread = 0;
  showTitle();
});

export function openDrawer(name) {
  document.body.dataset.drawer = name;
  for (const drawer of ['rooms', 'people']) $(`open-${drawer}`).ariaExpanded = String(drawer === name);
}

for (const drawer of ['rooms', 'people']) {
  $(`open-${drawer}`).onclick = () => openDrawer(document.body.dataset.drawer === drawer ? '' : drawer);
}
$('scrim').onclick = () => openDrawer('');
document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') openDrawer(''); });
