// Node's fetch against the files of files.py: node files.mjs http://127.0.0.1:PORT
import assert from 'node:assert/strict';

const base = process.argv[2];
const ask = (path, headers = {}) => fetch(base + path, { headers });

const page = await ask('/');
assert.equal(page.status, 200);
assert.ok(['gzip', 'br', 'deflate'].includes(page.headers.get('content-encoding')), 'fetch asks for a coding and is given one');
assert.ok((await page.text()).startsWith('<!doctype html>'));

const known = await ask('/', { 'If-None-Match': page.headers.get('etag') });
assert.equal(known.status, 304);
assert.equal(await known.text(), '');

const part = await ask('/movie.mp4', { Range: 'bytes=5-9' });
assert.equal(part.status, 206);
assert.equal((await part.arrayBuffer()).byteLength, 5);

const squares = await ask('/lists/squares/5000');
assert.equal((await squares.text()).split('\n').length, 5001);

const movie = await ask('/movie.mp4');
assert.equal((await movie.arrayBuffer()).byteLength, Number(movie.headers.get('content-length')));

const head = await fetch(base + '/movie.mp4', { method: 'HEAD' });
assert.equal(head.headers.get('content-length'), movie.headers.get('content-length'));
console.log('fetch: all is well');
