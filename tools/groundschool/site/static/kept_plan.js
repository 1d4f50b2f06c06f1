// What is in the plan: kept by the browser for all pages of this course, or by the page alone where that is refused.

const NOTHING_IS_KEPT = "This browser keeps nothing for this page: what you add to your plan is lost when you leave it.";

function planKeptBy(storage, course) {
  const key = `groundschool.plan.${course}`;
  let alone = null;

  function read() {
    if (alone) return alone;
    let kept = null;
    try {
      kept = JSON.parse(storage.getItem(key) ?? "[]");
    } catch (trouble) {
      if (!(trouble instanceof SyntaxError)) alone = [];
    }
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  }
  function write(ids) {
    try {
      if (!alone) storage.setItem(key, JSON.stringify(ids));
    } catch {
      alone = ids;
    }
    if (alone) alone = ids;
  }
  write(read());
  return {
    key,
    picked: read,
    put: (id, wanted) => write([...read().filter((other) => other !== id), ...(wanted ? [id] : [])]),
    notices: () => (alone ? [NOTHING_IS_KEPT] : []),
  };
}

/** The storage of this page; asking for it is refused where a reader blocks it. */
function storageOfPage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
