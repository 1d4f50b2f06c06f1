// The resource picker: search, menus with live counts, pages and details, all in the browser.
// Python holds what is picked.

const PAGE = 10;
/** What was found, and what misspelt words were taken for. */
function outcome(found, catalog, finds) {
  if (!found.length) return "Nothing fits. Take a filter or a word away.";
  const taken = finds.filter(({ instead }) => instead).map(({ term, instead }) => {
    const words = [...instead];
    return `“${term}” is taken for ${words.slice(0, 3).join(", ")}${words.length > 3 ? " and others" : ""}`;
  });
  return [`${counted(found.length, "resource")} of ${catalog.count.toLocaleString("en")}`, ...taken].join("; ");
}

/** A test of the switches: of the module's processes, in the plan; null if neither is on. */
function switches(form, { columns }, belongs, picked) {
  const tests = [
    form.within() && ((one) => columns.processes[one].some((process) => belongs.has(process))),
    form.mine() && ((one) => picked.has(one)),
  ].filter(Boolean);
  return tests.length ? (one) => tests.every((test) => test(one)) : null;
}

/** The picker of a catalog that has arrived. */
function start(catalog, model, { section, status, wire, announce }) {
  const scope = model.get("module");
  const given = model.get("filters");
  const menus = menusOf(catalog, given);
  const belongs = new Set(scope.processes);
  const numbers = new Map(catalog.columns.id.map((id, one) => [id, one]));
  const form = searchForm({ menus, orders: ordersOf(catalog), given, scope, changed });
  const list = make("ul", { class: "gs-list" });
  const pages = pager(turned);
  const opened = new Set();
  let index = null;
  let picked = new Set();
  let found = [];
  let finds = [];
  let cards = [];

  function sieve() {
    const query = form.query();
    if (!index && query.trim()) {
      write(status, "One moment, the search is being prepared …");
      return;
    }
    const search = index ? index.find(query) : { scores: null, finds: [] };
    const order = form.order();
    const wanted = { order: order.get(), menus, chosen: form.chosen(), scores: search.scores, passes: switches(form, catalog, belongs, picked) };
    form.countSoon(() => countsOf(wanted));
    finds = search.finds;
    found = order.byMatch ? titlesFirst(foundIn(wanted), search.scores) : foundIn(wanted);
    write(status, outcome(found, catalog, finds));
    fill(0);
  }
  function changed() {
    sieve();
    announce(status.textContent);
  }
  function fill(page) {
    pages.go(page, Math.ceil(found.length / PAGE));
    const handlers = { isOpen: (one) => opened.has(one), isPicked: (one) => picked.has(one), pick, toggled, show };
    cards = found.slice(page * PAGE, (page + 1) * PAGE).map((one) => card(catalog, one, finds, handlers));
    list.replaceChildren(...cards.map(({ element }) => element));
  }
  function turned(said) {
    fill(pages.page());
    announce(said);
    section.scrollIntoView({ block: "nearest" });
  }
  function toggled(one, open) {
    opened[open ? "add" : "delete"](one);
  }
  /** Go to a resource that another names, even if the filters keep it out. */
  function show(one) {
    if (!found.includes(one)) form.reset();
    opened.add(one);
    fill(Math.floor(found.indexOf(one) / PAGE));
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
  section.append(...form.elements, status, list, pages.element);
  hold();
  sieve();
  indexed(catalog).then((made) => {
    index = made;
    if (form.query().trim()) changed();
  });
}

async function render({ model, el }) {
  const section = root(el, "picker", "Resource picker");
  const wire = connect(model, section);
  const announce = announcer(section);
  const status = make("p", { class: "gs-count" }, "Reading the catalog …");
  section.append(status);
  wire.follow();
  try {
    start(await unpack(model.get("data")), model, { section, status, wire, announce });
  } catch (error) {
    write(status, `This browser cannot show the catalog: ${error.message}`);
    throw error;
  }
  return wire.close;
}

export default { render };
