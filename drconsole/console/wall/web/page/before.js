// Before the terminal's own script: where it connects to, how large its letters are, and when it last heard anything.
"use strict";

// Columns that a window has, unless ?fontsize= says how large letters are; a letter is three fifths of that wide.
const COLUMNS = 160;
const heard = { at: Date.now() };

window.WebSocket = class extends window.WebSocket {
  constructor(url) {
    super(url);
    this.addEventListener("message", () => { heard.at = Date.now(); });
  }
  // What is typed here commands nothing. The server takes a few keys that turn pages, and so only they are sent.
  send(data) {
    if (!data.startsWith('["stdin"') || KEYS.has(JSON.parse(data)[1])) super.send(data);
  }
};
const KEYS = new Set([" ", "n", "p", "\u001b[C", "\u001b[D"]);

document.addEventListener("DOMContentLoaded", () => {
  const terminal = document.getElementById("terminal");
  const socket = new URL("ws", location.href);
  socket.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket.search = "";
  terminal.dataset.sessionWebsocketUrl = socket.href;
  const asked = Number(new URLSearchParams(location.search).get("fontsize"));
  terminal.dataset.fontSize = asked || Math.max(8, Math.floor(window.innerWidth / COLUMNS / 0.6));
});
