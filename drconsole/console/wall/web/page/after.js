// After the terminal's own script: it waits for its font, and a wall that is told nothing any more says so.
"use strict";

// The wall's clock goes on each second: after so many without a word, the picture is of a wall that is dead.
const SILENT = 5000;
const AGAIN = 5000;
// A server that was started anew has another token: this page is not let in any more.
let anew = false;

const start = window.onload;
window.onload = async (event) => {
  await document.fonts.load("16px 'Roboto Mono'");
  start(event);
};

setInterval(() => {
  const gone = document.getElementById("gone");
  if (gone === null) return; // a slow machine has not read the page to its end
  const closed = document.body.classList.contains("-closed");
  const old = closed || Date.now() - heard.at > SILENT;
  document.body.classList.toggle("-old", old);
  gone.hidden = !old;
  const since = new Date(heard.at).toISOString().slice(11, 19);
  const why = anew ? "STARTED ANEW: open its new address. NOT CONNECTED" : closed ? "NOT CONNECTED" : "NO ANSWER";
  if (old) gone.textContent = `${why} since ${since}Z: what is shown is old`;
}, 1000);

setInterval(async () => {
  if (!document.body.classList.contains("-closed")) return;
  try {
    anew = (await fetch(location.href, { cache: "no-store" })).status === 403;
    if (!anew) location.reload();
  } catch (error) {
    // The server is still away.
  }
}, AGAIN);
