"use strict";
// Updates live parts, opens the sheet of one event, and asks before removing.
// All HTML comes from the emulator, which escapes what it received.

let paused = false;

function keepFocus(change) {
  const id = document.activeElement && document.activeElement.id;
  change();
  if (id && document.activeElement === document.body) {
    const again = document.getElementById(id);
    if (again) again.focus({ preventScroll: true });
  }
}

for (const live of document.querySelectorAll("[data-live]")) {
  let last = "";
  const every = Number(live.dataset.every);
  const update = async () => {
    const selecting = !getSelection().isCollapsed && live.contains(getSelection().anchorNode);
    if (!paused && !document.hidden && !selecting && !document.querySelector("dialog[open]")) {
      try {
        const answer = await fetch(live.dataset.live);
        const html = answer.ok ? await answer.text() : last;
        if (html !== last && !paused) {
          last = html;
          const part = live.dataset.livePart;
          const parsed = new DOMParser().parseFromString(html, "text/html");
          const nodes = part ? [parsed.querySelector(part)] : [...parsed.body.childNodes];
          keepFocus(() => live.replaceChildren(...nodes));
        }
      } catch {
        // The emulator has stopped or restarts; the next round tries again.
      }
    }
    setTimeout(update, every);
  };
  setTimeout(update, every);
}

const pause = document.querySelector("[data-pause]");
if (pause) {
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Continue" : "Pause";
  });
}

const sheet = document.getElementById("sheet");
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-sheet]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    const answer = await fetch(link.getAttribute("href") + "?piece=1");
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    sheet.querySelector(".inside").replaceChildren(...parsed.body.childNodes);
    sheet.showModal();
  } else if (event.target === sheet || event.target.closest("dialog .close")) {
    sheet.close();
  }
});

// A choice is sent at once. Typed text is sent by Enter or the button, and not again when the field loses the focus.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
}

for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    if (!confirm(form.dataset.confirm)) event.preventDefault();
  });
}
