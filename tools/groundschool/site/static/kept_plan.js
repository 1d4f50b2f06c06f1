// What is in the plan: kept by the browser for all pages of this course, or by the page alone where that is refused.

const NOTHING_IS_KEPT = "This browser keeps nothing for this page: what you add to your plan is lost when you leave it.";

function planKeptBy(storage, course) {
  const key = `groundschool.plan.${course}`;
  let alone = keeps(storage, key) ? null : [];

  function picked() {
    if (alone) return alone;
    const kept = parsed(storage.getItem(key));
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  }
  function keep(ids) {
    if (alone) alone = ids;
    else {
      try {
        storage.setItem(key, JSON.stringify(ids));
      } catch {
        alone = ids; // It is full.
      }
    }
  }
  return {
    key,
    picked,
    put: (id, wanted) => keep([...picked().filter((other) => other !== id), ...(wanted ? [id] : [])]),
    notices: () => (alone ? [NOTHING_IS_KEPT] : []),
  };
}

/** Whether a storage is there and takes something. */
function keeps(storage, key) {
  try {
    storage.setItem(`${key}?`, "");
    storage.removeItem(`${key}?`);
    return true;
  } catch {
    return false;
  }
}

/** What a text of JSON holds; nothing if it is none. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The storage of this page; asking for it is refused where a reader blocks it. */
function storageOfPage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
