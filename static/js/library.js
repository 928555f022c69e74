// What every page does beyond plain HTML. Each page works without it.
"use strict";

// --- Light or dark -----------------------------------------------------------------------------
// The choice lives in a cookie, so that the server draws the next page in it from the first byte.

function chooseTheme(theme) {
  const year = 60 * 60 * 24 * 365;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
  document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
}

// --- Menus and notices ---------------------------------------------------------------------------

function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

function dismiss(button) {
  const notice = button.closest(".notice");
  const neighbour = notice.nextElementSibling ?? notice.previousElementSibling;
  notice.remove();
  (neighbour?.querySelector("[data-dismiss]") ?? document.getElementById("main"))?.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-theme-choice], [data-dismiss], [data-print]");
  closeMenus(event.target.closest("[data-menu]"));
  if (target?.dataset.themeChoice) chooseTheme(target.dataset.themeChoice);
  else if (target?.hasAttribute("data-dismiss")) dismiss(target);
  else if (target) window.print();
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("[data-menu][open]");
  if (event.key !== "Escape" || !menu) return;
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
}, true);

// --- A form is sent once -------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

// htmx would send a second press after the first has been answered; here it is dropped.
document.addEventListener("htmx:confirm", (event) => {
  const { elt, verb } = event.detail;
  if (verb !== "get" && elt.dataset.sending) event.preventDefault();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.elt.dataset.sending = "yes";
});
document.addEventListener("htmx:afterRequest", (event) => {
  delete event.detail.elt.dataset.sending;
});

// --- After htmx has changed a part of the page ---------------------------------------------------

function show(root) {
  for (const hidden of root.querySelectorAll("[data-dismiss][hidden], [data-themes][hidden], [data-print][hidden]")) {
    hidden.hidden = false;
  }
}

function announce(root) {
  const words = root.matches?.("[data-announce]") ? root : root.querySelector("[data-announce]");
  const announcer = document.getElementById("announcer");
  if (words && announcer) announcer.textContent = words.textContent.trim();
}

// The focus goes to what asks for it, or to the new part when the element that had it is gone.
function moveFocus(root) {
  const wanted = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (wanted) {
    wanted.focus();
  } else if (document.activeElement === document.body && !document.querySelector("[data-desk]")) {
    if (!root.hasAttribute("tabindex")) root.setAttribute("tabindex", "-1");
    root.focus({ preventScroll: true });
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  const root = event.detail.elt;
  show(document);
  announce(root);
  // What loads by itself, without anyone's click or key, takes the focus from nobody.
  if (event.detail.requestConfig?.triggeringEvent) moveFocus(root);
});

// The desk shows its own troubles, because it keeps its scans and sends them again.
function showTrouble(event) {
  if (event.target.closest?.("[data-desk]")) return;
  const notice = document.getElementById("trouble")?.content.cloneNode(true);
  if (!notice) return;
  document.getElementById("messages").replaceChildren(notice);
  show(document);
}

document.addEventListener("htmx:sendError", showTrouble);
document.addEventListener("htmx:timeout", showTrouble);
document.addEventListener("htmx:responseError", showTrouble);

show(document);
document.querySelector("[data-focus]")?.focus();
