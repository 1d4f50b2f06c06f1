// What the learner searches and filters with, and the buttons from page to page.

// The counts in closed menus wait until the keys pause: they are half the work of a key, and nobody sees them.
const PAUSE_OF_KEYS = 120;

/** A menu for each facet, with the count of what each option would give. */
function facetMenus({ menus, given, changed }) {
  const selects = menus.map(({ name, options, groups }) => {
    const select = menu([["", "any"]], "", changed);
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
  const element = make("div", { class: "gs-facets" }, menus.map(({ label }, m) => labelled(label, selects[m])));
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
  for (const about of ["focusin", "pointerdown"]) element.addEventListener(about, count);

  return {
    element,
    chosen: () => selects.map((select) => Number(select.selectedOptions[0].dataset.place ?? -1)),
    /** Count, soon: at the latest when a menu is used. */
    countSoon(counter) {
      counting = counter;
      clearTimeout(timer);
      timer = setTimeout(count, PAUSE_OF_KEYS);
    },
    reset() {
      for (const select of selects) select.value = "";
    },
  };
}

/** What the learner searches, filters and sorts with. `changed` hears of each change. */
function searchForm({ menus, orders, given, scope, changed }) {
  const search = make("input", { type: "search", value: given.search, placeholder: "title, author, topic, summary", oninput: changed });
  const facets = facetMenus({ menus, given, changed });
  const order = menu(orders.map(({ label }, place) => [String(place), label]), "0", changed);
  const within = scope.title ? make("input", { type: "checkbox", checked: true, onchange: changed }) : null;
  const mine = make("input", { type: "checkbox", onchange: changed });
  const mineText = make("span");

  function reset() {
    search.value = "";
    facets.reset();
    mine.checked = false;
    if (within) within.checked = false;
    changed();
  }
  return {
    elements: [
      make("div", { class: "gs-search" }, labelled("Search resources", search)),
      facets.element,
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
    chosen: facets.chosen,
    countSoon: facets.countSoon,
    query: () => search.value,
    order: () => orders[Number(order.value)],
    within: () => Boolean(within?.checked),
    mine: () => mine.checked,
    tellPicked: (number) => write(mineText, `In my plan (${number})`),
  };
}

/** Change a text only where it differs: the page is laid out again for each change. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Buttons from page to page; `turned` hears of each turn. */
function pager(turned) {
  const place = make("span");
  const back = make("button", { type: "button", onclick: () => turn(-1) }, "Previous");
  const next = make("button", { type: "button", onclick: () => turn(1) }, "Next");
  const element = make("nav", { class: "gs-pages", "aria-label": "Pages of resources" }, back, place, next);
  let page = 0;
  let last = 1;

  function go(to, pages) {
    page = to;
    last = Math.max(1, pages);
    write(place, `Page ${(page + 1).toLocaleString("en")} of ${last.toLocaleString("en")}`);
    back.setAttribute("aria-disabled", String(page === 0));
    next.setAttribute("aria-disabled", String(page + 1 === last));
    element.hidden = last === 1;
  }
  function turn(by) {
    if (page + by < 0 || page + by >= last) return;
    go(page + by, last);
    turned(place.textContent);
  }
  return { element, go, page: () => page };
}
