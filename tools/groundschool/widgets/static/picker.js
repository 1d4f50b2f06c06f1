// The resource picker: search, menus with live counts, pages and details, all in the browser.
// Python holds what is picked.

const PAGE = 10;
// The counts in closed menus wait until the keys pause: they are half the work of a key, and nobody sees them.
const PAUSE_OF_KEYS = 120;

/** What the learner searches and filters with. `changed` hears of each change. */
function searchForm({ menus, orders, given, scope, changed }) {
  const search = make("input", { type: "search", value: given.search, placeholder: "title, author, topic, summary", oninput: changed });
  const selects = menus.map(({ name, options, groups }) => {
    const select = menu([["", ""]], "", changed);
    const heads = new Map();
    options.forEach(([value, text], place) => {
      const head = groups?.[place];
      if (head && !heads.has(head)) heads.set(head, select.appendChild(make("optgroup", { label: head })));
      (heads.get(head) ?? select).append(make("option", { value, "data-place": place }, text));
    });
    select.value = String(given[name] ?? "");
    return select;
  });
  // A heading may gather options that stand apart in the vocabulary, so each option knows its own place.
  const optionsOf = selects.map((select) => [...select.querySelectorAll("[data-place]")].sort((a, b) => a.dataset.place - b.dataset.place));
  const order = menu(orders.map(({ label }, place) => [String(place), label]), "0", changed);
  const within = scope.title ? make("input", { type: "checkbox", checked: true, onchange: changed }) : null;
  const mine = make("input", { type: "checkbox", onchange: changed });
  const mineText = make("span");
  const facets = make("div", { class: "gs-facets" }, menus.map(({ label }, m) => labelled(label, selects[m])));
  let counting = null;
  let timer = 0;

  function count() {
    clearTimeout(timer);
    if (!counting) return;
    const { counts, totals } = counting();
    counting = null;
    menus.forEach(({ options }, m) => {
      write(selects[m].options[0], `any (${totals[m].toLocaleString("en")})`);
      options.forEach(([, text], place) => write(optionsOf[m][place], `${text} (${counts[m][place].toLocaleString("en")})`));
    });
  }
  for (const about of ["focusin", "pointerdown"]) facets.addEventListener(about, count);

  function reset() {
    search.value = "";
    for (const select of selects) select.value = "";
    mine.checked = false;
    if (within) within.checked = false;
    changed();
  }
  return {
    elements: [
      make("div", { class: "gs-search" }, labelled("Search resources", search)),
      facets,
      make(
        "div",
        { class: "gs-switches" },
        within && make("label", {}, within, make("span", {}, `Only what belongs to ${scope.title}`)),
        make("label", {}, mine, mineText),
        make("button", { type: "button", onclick: reset }, "Clear all filters"),
        make("label", { class: "gs-order" }, make("span", {}, "Sort by"), order),
      ),
    ],
    reset,
    query: () => search.value,
    chosen: () => selects.map((select) => Number(select.selectedOptions[0].dataset.place ?? -1)),
    order: () => orders[Number(order.value)],
    within: () => Boolean(within?.checked),
    mine: () => mine.checked,
    tellPicked: (number) => write(mineText, `In my plan (${number})`),
    /** Count for the menus, soon: at the latest when one of them is used. */
    countSoon(counter) {
      counting = counter;
      clearTimeout(timer);
      timer = setTimeout(count, PAUSE_OF_KEYS);
    },
  };
}

/** Change a text only where it differs: the page is laid out again for each change. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** What was found, and what misspelt words were taken for. */
function outcome(found, catalog, finds) {
  if (!found.length) return "Nothing fits. Take a filter or a word away.";
  const taken = finds.filter(({ instead }) => instead).map(({ term, instead }) => {
    const words = [...instead];
    return `“${term}” is taken for ${words.slice(0, 3).join(", ")}${words.length > 3 ? " and others" : ""}`;
  });
  return [`${counted(found.length, "resource")} of ${catalog.count.toLocaleString("en")}`, ...taken].join("; ");
}

async function render({ model, el }) {
  const section = root(el, "picker", "Resource picker");
  const wire = connect(model, section);
  const announce = announcer(section);
  const status = make("p", { class: "gs-count" }, "Reading the catalog …");
  section.append(status);
  const catalog = await unpack(model.get("data"));
  const given = model.get("filters");
  const scope = model.get("module");
  const menus = menusOf(catalog, given);
  const belongs = new Set(scope.processes);
  const numbers = new Map(catalog.columns.id.map((id, one) => [id, one]));
  const opened = new Set();
  let index = null;
  let picked = new Set();
  let found = [];
  let finds = [];
  let cards = [];
  let page = 0;

  const form = searchForm({ menus, orders: ordersOf(catalog), given, scope, changed });
  const list = make("ul", { class: "gs-list" });
  const back = make("button", { type: "button", onclick: () => turn(-1) }, "Previous");
  const next = make("button", { type: "button", onclick: () => turn(1) }, "Next");
  const place = make("span");
  const pages = make("nav", { class: "gs-pages", "aria-label": "Pages of resources" }, back, place, next);

  const handlers = {
    isOpen: (one) => opened.has(one),
    isPicked: (one) => picked.has(one),
    pick,
    toggled: (one, open) => opened[open ? "add" : "delete"](one),
    show,
  };

  function passes() {
    const tests = [
      form.within() && ((one) => catalog.columns.processes[one].some((process) => belongs.has(process))),
      form.mine() && ((one) => picked.has(one)),
    ].filter(Boolean);
    return tests.length ? (one) => tests.every((test) => test(one)) : null;
  }
  function sieve() {
    const query = form.query();
    if (!index && query.trim()) {
      write(status, "One moment, the search is being prepared …");
      return;
    }
    const search = index ? index.find(query) : { scores: null, finds: [] };
    const order = form.order();
    const wanted = { order: order.get(), menus, chosen: form.chosen(), scores: search.scores, passes: passes() };
    form.countSoon(() => countsOf(wanted));
    finds = search.finds;
    found = order.byMatch ? titlesFirst(foundIn(wanted), search.scores) : foundIn(wanted);
    page = 0;
    write(status, outcome(found, catalog, finds));
    fill();
  }
  function changed() {
    sieve();
    announce(status.textContent);
  }
  function fill() {
    cards = found.slice(page * PAGE, (page + 1) * PAGE).map((one) => card(catalog, one, finds, handlers));
    list.replaceChildren(...cards.map(({ element }) => element));
    const last = Math.max(1, Math.ceil(found.length / PAGE));
    write(place, `Page ${(page + 1).toLocaleString("en")} of ${last.toLocaleString("en")}`);
    back.setAttribute("aria-disabled", String(page === 0));
    next.setAttribute("aria-disabled", String(page + 1 === last));
    pages.hidden = last === 1;
  }
  function turn(by) {
    if (page + by < 0 || (page + by) * PAGE >= found.length) return;
    page += by;
    fill();
    announce(place.textContent);
    section.scrollIntoView({ block: "nearest" });
  }
  /** Go to a resource that another names, even if the filters keep it out. */
  function show(one) {
    if (!found.includes(one)) form.reset();
    page = Math.floor(found.indexOf(one) / PAGE);
    opened.add(one);
    fill();
    cards.find((each) => each.one === one).focus();
  }
  async function pick(one, wanted) {
    const said = await wire.ask({ kind: "pick", resource: catalog.columns.id[one], wanted });
    if (said) announce(said);
  }
  function hold() {
    picked = new Set(model.get("picked").map((id) => numbers.get(id)).filter((one) => one !== undefined));
    form.tellPicked(picked.size);
    for (const { mark } of cards) mark();
  }

  wire.listen("change:picked", hold);
  wire.follow();
  section.append(...form.elements, status, list, pages);
  hold();
  sieve();
  indexed(catalog).then((made) => {
    index = made;
    if (form.query().trim()) changed();
  });
  return wire.close;
}

export default { render };
