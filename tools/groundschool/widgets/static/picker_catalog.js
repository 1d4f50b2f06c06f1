// The catalog in the browser: columns as Python sent them, menus with live counts, sorting.

const HOURS = [1, 2, 5, 10, 20, 50];

/** The catalog from what Python sent: JSON of words and columns, compressed with gzip. */
async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { words, columns, ...rest } = await new Response(stream).json();
  return { words, columns, count: columns.id.length, title: (list, place) => words[list][place][1], ...rest };
}

/** For each resource a list of positions, as one array of positions and one of where each list starts. */
function flat(lists) {
  const starts = new Uint32Array(lists.length + 1);
  lists.forEach((list, one) => (starts[one + 1] = starts[one] + list.length));
  return { starts, places: Uint16Array.from(lists.flat()) };
}

/**
 * The menus: what can be chosen in each, and the positions in it under which each resource falls.
 *
 * `groups` holds for each option the heading it stands under.
 */
function menusOf({ words, columns, groups }, given) {
  const hours = [...new Set([...HOURS, given.max_hours].filter(Boolean))].sort((a, b) => a - b);
  const fits = (spent) => hours.flatMap((most, place) => (spent === null || spent <= most ? [place] : []));
  const phases = columns.processes.map((list) => [...new Set(list.map((process) => groups.processes[process]))]);
  const under = (list, heads) => groups[list].map((place) => words[heads][place][1]);
  const one = (column) => column.map((place) => [place]);
  return [
    { name: "phase", label: "Phase", options: words.phases, lists: phases },
    { name: "process", label: "Process", options: words.processes, groups: under("processes", "phases"), lists: columns.processes },
    { name: "topic", label: "Topic", options: words.topics, groups: under("topics", "processes"), lists: columns.topics },
    { name: "level", label: "Level", options: words.levels, lists: one(columns.level) },
    { name: "kind", label: "Kind", options: words.kinds, lists: one(columns.kind) },
    { name: "cost", label: "Cost", options: words.costs, lists: one(columns.cost) },
    { name: "max_hours", label: "Time", options: hours.map((most) => [String(most), `up to ${most} h`]), lists: columns.hours.map(fits) },
    { name: "language", label: "Language", options: words.languages, lists: one(columns.language) },
  ].map(({ lists, ...menu }) => ({ ...menu, ...flat(lists) }));
}

/** The orders in which a list can stand; the first is that of the catalog, easy resources first. */
function ordersOf({ columns, count }) {
  const natural = Uint32Array.from({ length: count }, (_, one) => one);
  const sorted = (compare) => natural.slice().sort(compare);
  const by = new Intl.Collator("en", { numeric: true }).compare;
  const hours = (one) => columns.hours[one] ?? Infinity;
  return [
    { label: "Best match, easy first", get: () => natural, byMatch: true },
    { label: "Title", get: () => sorted((a, b) => by(columns.title[a], columns.title[b])) },
    { label: "Newest first", get: () => sorted((a, b) => (columns.year[b] ?? 0) - (columns.year[a] ?? 0)) },
    { label: "Shortest first", get: () => sorted((a, b) => hours(a) - hours(b) || a - b) },
  ].map((order) => {
    let made = null;
    return { ...order, get: () => (made ??= order.get()) };
  });
}

/** The resources that pass a search, the switches and what is chosen in the menus: a position in each, or -1. */
function foundIn({ order, menus, chosen, scores, passes }) {
  const asked = menus.map((menu, m) => [menu, chosen[m]]).filter(([, option]) => option >= 0);
  const found = [];
  for (const one of order) {
    if ((scores && !scores[one]) || (passes && !passes(one))) continue;
    if (asked.every(([menu, option]) => falls(menu, one, option))) found.push(one);
  }
  return found;
}

/**
 * How many resources each option of each menu would give, and each menu without a choice.
 *
 * A resource that a single menu keeps out counts in that menu alone.
 */
function countsOf({ order, menus, chosen, scores, passes }) {
  const counts = menus.map(({ options }) => new Uint32Array(options.length));
  const totals = new Uint32Array(menus.length);
  for (const one of order) {
    if ((scores && !scores[one]) || (passes && !passes(one))) continue;
    let against = -1;
    let failures = 0;
    for (let m = 0; m < chosen.length && failures < 2; m += 1) {
      if (chosen[m] < 0 || falls(menus[m], one, chosen[m])) continue;
      against = m;
      failures += 1;
    }
    if (failures > 1) continue;
    const last = failures ? against + 1 : menus.length;
    for (let m = failures ? against : 0; m < last; m += 1) {
      const { starts, places } = menus[m];
      totals[m] += 1;
      for (let at = starts[one]; at < starts[one + 1]; at += 1) counts[m][places[at]] += 1;
    }
  }
  return { counts, totals };
}

/** Whether a resource falls under an option of a menu. */
function falls({ starts, places }, one, option) {
  for (let at = starts[one]; at < starts[one + 1]; at += 1) if (places[at] === option) return true;
  return false;
}

/** Those with more of the terms in their title come first; otherwise the order stays. */
function titlesFirst(found, scores) {
  if (!scores) return found;
  const byScore = [];
  for (const one of found) (byScore[scores[one]] ??= []).push(one);
  return byScore.reverse().flat();
}
