// The desk: one scan input that never loses the focus, nor a scan.
//
// A scan is put in a queue and the input is empty again at once; the queue is sent one by one, in
// order, each with a key of its own, so that a scan sent twice after a lost answer is done once.
// Changing the mode and finishing a member go through the same queue: what was scanned first counts
// first. Without script the same form posts one scan at a time.
"use strict";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
const LINES_KEPT = 40;
const KEPT = "desk-scans";

class Desk {
  constructor(root) {
    this.root = root;
    this.form = root.querySelector("[data-desk-form]");
    this.input = root.querySelector("[data-desk-scan]");
    this.log = root.querySelector("[data-desk-log]");
    this.waiting = root.querySelector("[data-desk-waiting]");
    this.trouble = root.querySelector("[data-desk-trouble]");
    this.away = root.querySelector("[data-desk-away]");
    this.place = `${root.dataset.user} ${location.pathname}`; // a count of shelves is no desk
    this.queue = [];
    this.busy = false;
    this.wait = FIRST_WAIT;
    this.listen();
    this.restore();
  }

  listen() {
    this.form.addEventListener("submit", (event) => this.submitted(event), true);
    this.log.addEventListener("submit", (event) => this.decided(event), true);
    this.root.addEventListener("click", (event) => this.clicked(event));
    this.root.addEventListener("htmx:beforeOnLoad", (event) => this.redirected(event));
    this.root.addEventListener("htmx:beforeSwap", (event) => this.answered(event));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("click", (event) => {
      if (!event.target.closest("a, button, input, select, textarea, label, summary")) this.focus();
    });
    document.addEventListener("htmx:afterSettle", () => this.focusIfLost());
    window.addEventListener("load", () => this.focusIfLost());
    window.addEventListener("focus", () => this.focusIfLost());
    window.addEventListener("online", () => this.resume());
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.length && !this.leaving) event.preventDefault();
    });
  }

  // A mode chosen while scans wait takes its place behind them.
  clicked(event) {
    if (event.target.closest("[data-desk-retry]")) this.resume();
    if (event.target.closest("[data-desk-sign-in]")) this.leave();
    const no = event.target.closest("[data-desk-no]");
    if (no) {
      event.preventDefault();
      this.drop(no.closest("[data-desk-answer]"));
    }
    if (!event.target.matches("[data-desk-mode]")) return;
    if (this.queue.length) {
      event.preventDefault();
      this.add({ turn: event.target.value });
    }
    this.focus();
  }

  // --- Focus -----------------------------------------------------------------------------------

  focus() {
    if (!getSelection().toString()) this.input.focus({ preventScroll: true });
  }

  focusIfLost() {
    const active = document.activeElement;
    if (!active || active === document.body || !active.isConnected) this.focus();
  }

  // --- Keys ------------------------------------------------------------------------------------

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const deeds = {
      F2: () => this.add({ turn: "lend" }),
      F3: () => this.add({ turn: "return" }),
      F4: () => this.add({ turn: "drop" }),
      F7: () => this.family(),
      F8: () => this.describe(),
      F9: () => this.add({ scan: "undo" }),
      Escape: () => this.escape(),
    };
    if (deeds[event.key]) {
      event.preventDefault();
      if (!event.repeat) deeds[event.key]();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.step(event);
    } else if (event.key.length === 1 && event.key !== " " && !this.isTyping(event.target)) {
      this.input.focus({ preventScroll: true }); // the key itself then lands in the input
    }
  }

  isTyping(element) {
    return element.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  }

  // The first Escape clears what was typed; on an empty input it says no to what was asked last, or
  // else finishes the member.
  escape() {
    const asked = this.asked();
    this.focus();
    if (this.input.value) this.input.value = "";
    else if (asked) this.drop(asked);
    else if (this.root.querySelector("[data-desk-finish]")) this.add({ deed: "finish" });
  }

  // The next of the family; a card without a member's family does nothing.
  family() {
    const next = this.root.querySelector("[data-desk-family]");
    if (next) this.add({ scan: next.value });
    this.focus();
  }

  // The words after "damaged" are typed; Enter sends them like a scan.
  describe() {
    const word = "damaged ";
    if (!this.input.value.startsWith(word)) this.input.value = word + this.input.value;
    this.input.focus({ preventScroll: true });
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  // --- Questions -------------------------------------------------------------------------------

  // What the newest line asks; older questions can still be answered, but no longer by a key alone.
  asked() {
    return this.log.firstElementChild?.querySelector("[data-desk-answer]");
  }

  // A question takes the focus only from an empty input: an Enter that ends a scan is not a yes.
  ask() {
    const asked = this.asked();
    if (asked && !this.queue.length && !this.input.value) asked.querySelector("button").focus();
  }

  // A yes, or what takes back a scan further down, waits its turn like a scan, and is sent like one.
  decided(event) {
    const form = event.target.closest("[data-desk-answer], [data-desk-undo]");
    if (!form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { csrfmiddlewaretoken, key, ...item } = Object.fromEntries(new FormData(form, event.submitter));
    form.remove();
    this.add(item);
    this.focus();
  }

  // Up and down move among the answers.
  step(event) {
    const buttons = [...(event.target.closest("[data-desk-answer]")?.querySelectorAll(".button") ?? [])];
    const next = buttons[buttons.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  drop(form) {
    form.parentElement.querySelector("[data-desk-dropped]").hidden = false;
    form.remove();
    this.focus();
  }

  // --- The queue -------------------------------------------------------------------------------

  submitted(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    if (button?.name && button.form === this.form) {
      this.add({ [button.name]: button.value });
    } else if (this.input.value.trim()) {
      this.add({ scan: this.input.value.trim() });
      this.input.value = "";
    }
    this.focus();
  }

  add(item) {
    this.queue.push({ ...item, key: newKey() });
    this.run();
  }

  async run() {
    if (this.busy) return this.show();
    this.busy = true;
    while (this.queue.length) {
      this.show();
      const done = await this.send(this.queue[0]);
      if (!done) {
        this.busy = false;
        return this.pause();
      }
      this.queue.shift();
      this.wait = FIRST_WAIT;
      while (this.log.children.length > LINES_KEPT) this.log.lastElementChild.remove();
      this.ask();
    }
    this.busy = false;
    this.trouble.hidden = this.away.hidden = true;
    this.show();
  }

  async send(item) {
    if (item.turn) return this.setMode(item.turn);
    this.outcome = "unanswered";
    const values = { scan: "", ...item };
    const request = { source: this.form, target: this.log, swap: "afterbegin", values };
    try {
      await htmx.ajax("POST", this.form.action, request);
    } catch {
      this.outcome = "unanswered";
    }
    return this.outcome === "answered";
  }

  setMode(mode) {
    const radio = this.form.querySelector(`[data-desk-mode][value="${mode}"]`);
    if (radio) radio.checked = true;
    return true;
  }

  // An answer counts when it is a piece of the desk: not a fault, not a whole page, which is what
  // someone gets who has been signed out, or whose page is from before the last sign-in.
  answered(event) {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt !== this.form) return;
    const isWhole = /^\s*<!doctype/i.test(xhr.responseText);
    if (xhr.status < 500 && !isWhole) this.outcome = "answered";
    else event.detail.shouldSwap = false;
    if (xhr.status < 500 && isWhole) this.outcome = "away";
  }

  // The server sends to the sign-in page whoever has been signed out; the desk stays, and offers it.
  redirected(event) {
    const { xhr, requestConfig } = event.detail;
    if (requestConfig.elt !== this.form || !xhr.getResponseHeader("HX-Redirect")) return;
    event.preventDefault();
    this.outcome = "away";
  }

  // The scan stays first in the queue and is sent again, with the same key, a little later; or when
  // whoever was signed out is back.
  pause() {
    const isAway = this.outcome === "away";
    this.away.hidden = !isAway;
    this.trouble.hidden = isAway;
    this.show();
    if (isAway) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // What waits is kept in this tab for as long as signing in takes, for the same person.
  leave() {
    const link = this.away.querySelector("[data-desk-sign-in]");
    const address = new URL(link.href);
    address.searchParams.set("next", location.pathname + location.search);
    link.href = address.href;
    sessionStorage.setItem(KEPT, JSON.stringify({ place: this.place, queue: this.queue }));
    this.leaving = true;
  }

  restore() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    if (kept?.place !== this.place) return;
    this.queue.push(...kept.queue);
    window.addEventListener("load", () => this.run());
  }

  resume() {
    clearTimeout(this.timer);
    this.wait = FIRST_WAIT;
    this.focus();
    this.run();
  }

  show() {
    const scans = this.queue.filter((item) => !item.turn).length;
    this.waiting.hidden = scans < 2 && this.trouble.hidden && this.away.hidden;
    this.waiting.querySelector("[data-count]").textContent = String(scans);
  }
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http outside localhost
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

for (const root of document.querySelectorAll("[data-desk]")) new Desk(root);
