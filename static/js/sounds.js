// A sound for every scan that is counted: one low note when all is well, two when something is to be
// looked at, a long deep one when the copy must not go back on the shelf. The words on the page say
// the same; the sounds are for those who look at the shelf.
"use strict";

const NOTES = { ok: [[880, 0.07]], look: [[660, 0.1], [660, 0.1]], stop: [[196, 0.45]] };
const LOUDNESS = 0.12;
const PAUSE = 0.06;

const choice = document.querySelector("[data-sounds]");
const log = document.querySelector("[data-desk-log]");
let context;

function play(notes) {
  context ??= new AudioContext();
  let at = context.currentTime;
  for (const [pitch, length] of notes) {
    const tone = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: LOUDNESS });
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length + PAUSE;
  }
}

if (choice && log && "AudioContext" in window) {
  choice.hidden = false;
  new MutationObserver((changes) => {
    const line = changes.flatMap((change) => [...change.addedNodes]).find((node) => node.dataset?.sound);
    if (line && choice.querySelector("input").checked) play(NOTES[line.dataset.sound]);
  }).observe(log, { childList: true });
}
