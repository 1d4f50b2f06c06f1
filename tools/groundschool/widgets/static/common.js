// What all widgets share: elements made from text, keys kept inside, talk with the kernel.
// A widget's module is this file followed by its own; see asset() in _base.py.

/** An element with attributes, listeners ("onclick") and children. Strings become text, never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** Text of the course, in which `code` may stand between backticks. */
function prose(text) {
  return text.split(/`([^`]+)`/).map((part, place) => (place % 2 ? make("code", {}, part) : part));
}

/** A link that opens elsewhere; anything but a web address stays text. */
function outside(url, ...children) {
  if (!/^https?:\/\//i.test(url)) return make("span", {}, ...children);
  return make("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** A link to a notebook beside this one: JupyterLab opens it in a tab of its own, Notebook 7 in a page, by its address. */
function notebook(file, ...children) {
  const click = ({ currentTarget }) => {
    // JupyterLab's address names the notebook in sight, which is the one that was clicked in.
    const here = /\/tree\/(.*)$/.exec(decodeURIComponent(window.location.pathname));
    if (!here) return;
    currentTarget.dataset.commandlinkerCommand = "docmanager:open";
    currentTarget.dataset.commandlinkerArgs = JSON.stringify({ path: here[1].replace(/[^/]*$/, "") + file });
  };
  return make("a", { href: encodeURIComponent(file), target: "_blank", onclick: click }, ...children);
}

/** A label above a form element. */
function labelled(text, field) {
  return make("label", { class: "gs-field" }, make("span", {}, text), field);
}

/** A menu of [value, text] pairs. */
function menu(options, chosen, onchange) {
  const select = make("select", { onchange: () => onchange(select.value) });
  for (const [value, text] of options) select.append(make("option", { value, selected: value === chosen }, text));
  return select;
}

function counted(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

let names = 0;
/** A name for an element that others refer to. */
function unique(prefix) {
  names += 1;
  return `gs-${prefix}-${names}`;
}

/**
 * The element that holds a widget. Keys pressed in it stay in it: a notebook would take `b` or `d d` as commands.
 * JupyterLab listens for keys on their way up, where none arrives. Notebook 7 listens on their way down, and leaves
 * them alone if the element that has the focus says so.
 */
function root(el, kind, label) {
  const section = make("section", { class: `gs gs-${kind}`, "aria-label": label });
  section.addEventListener("keydown", (event) => event.stopPropagation());
  section.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
  el.append(section);
  return section;
}

const PAUSE = 600;
/**
 * A region that is read out and not seen. `announce(text)` waits for a pause, so that somebody who types hears
 * the last count and not each of them; the same text is read again when it is said again.
 */
function announcer(section) {
  const region = make("div", { class: "gs-unseen", role: "status" });
  let timer = 0;
  section.append(region);
  return (text) => {
    clearTimeout(timer);
    region.textContent = "";
    timer = setTimeout(() => (region.textContent = text), PAUSE);
  };
}

const PATIENCE = 4000;
const SILENCE =
  "The kernel does not answer: it is busy, or was restarted. If nothing happens, run this cell again (Shift+Enter).";
const CHANGED = "groundschool:changed";

/**
 * The line to the kernel.
 *
 * `ask(message, { tell })` resolves to what Python said, or to null after `tell` told what went wrong.
 * Other widgets on the page hear of every change and ask for their own state again.
 */
function connect(model, section) {
  const notices = make("div", { class: "gs-notices", role: "status" });
  const waiting = new Map();
  const cleanups = [];
  let number = 0;

  function show(trouble = "") {
    const texts = [...(model.get("notices") || []), trouble].filter(Boolean);
    notices.replaceChildren(...texts.map((text) => make("p", {}, text)));
  }

  function listen(event, callback) {
    model.on(event, callback);
    cleanups.push(() => model.off(event, callback));
  }

  function ask(message, { quiet = false, tell = show } = {}) {
    number += 1;
    const asked = number;
    return new Promise((resolve) => {
      const timer = setTimeout(() => quiet || tell(SILENCE), PATIENCE);
      waiting.set(asked, ({ error, said }) => {
        clearTimeout(timer);
        if (error || !quiet) tell(error);
        if (!quiet && !error) window.dispatchEvent(new CustomEvent(CHANGED, { detail: model }));
        resolve(error ? null : said);
      });
      model.send({ ...message, number: asked });
    });
  }

  listen("msg:custom", (reply) => {
    waiting.get(reply.reply)?.(reply);
    waiting.delete(reply.reply);
  });
  listen("change:notices", () => show());
  section.append(notices);
  show();

  return {
    ask,
    listen,
    /** Ask again for the state when another widget changed it. */
    follow() {
      const hear = (event) => event.detail !== model && ask({ kind: "refresh" }, { quiet: true });
      window.addEventListener(CHANGED, hear);
      cleanups.push(() => window.removeEventListener(CHANGED, hear));
    },
    close: () => cleanups.forEach((cleanup) => cleanup()),
  };
}
