// What a bundle takes for node:http. An ES module that imports node:http reads all of its names at once, and those of WebSocket make Node
// load its HTTP client, undici: 20 ms of a start of 100, for nothing. This way nothing is read that is not used.
module.exports = process.getBuiltinModule('node:http');
