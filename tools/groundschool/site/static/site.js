// Puts the widgets into a page: each takes the place of its static form.

const site = window.groundschoolSite;
const plan = planKeptBy(storageOfPage(), site.course);

function catalogBytes() {
  const bytes = Uint8Array.from(atob(site.catalog), (one) => one.charCodeAt(0));
  return new DataView(bytes.buffer);
}

const MODELS = {
  picker({ filters, module }) {
    function refresh(_message, model) {
      model.set("notices", plan.notices());
      model.set("picked", plan.picked());
    }
    return modelOf(
      { data: catalogBytes(), filters, module, picked: plan.picked(), notices: plan.notices() },
      {
        refresh,
        pick({ resource, wanted }, model) {
          plan.put(resource, wanted);
          refresh(null, model);
          return wanted ? "It is in your plan." : "It is out of your plan.";
        },
      },
    );
  },
  quiz({ marking, ...traits }) {
    const kinds = new Map(traits.questions.map(({ id, kind }) => [id, kind]));
    return modelOf(
      { ...traits, results: {}, hints: {}, notices: [] },
      {
        check({ question, answer, confidence }, model) {
          const tries = (model.get("results")[question]?.tries ?? 0) + 1;
          const outcome = explainedAnswer(kinds.get(question), marking[question], answer, tries, confidence);
          model.set("results", { ...model.get("results"), [question]: outcome });
        },
        hint({ question }, model) {
          const shown = model.get("hints")[question]?.length ?? 0;
          model.set("hints", { ...model.get("hints"), [question]: marking[question].hints.slice(0, shown + 1) });
        },
      },
    );
  },
};

/** What a page has to add: where the plan is, and what becomes of answers. */
function said(widget) {
  if (widget === "quiz") return ["Answers on this page are not kept. In the notebook they count towards your progress."];
  if (document.querySelector("[data-widget=plan]")) return [];
  return ["What you add is listed on the page ", make("a", { href: site.planPage }, "Your plan"), "."];
}

/** Regions of one name are told apart by a number: a lesson has several quizzes. */
function number(region) {
  const name = region.ariaLabel;
  const same = [...document.querySelectorAll(".gs")].filter((one) => one.ariaLabel.replace(/, part \d+$/, "") === name);
  if (same.length) region.ariaLabel = `${name}, part ${same.length + 1}`;
}

async function place(el) {
  const { widget, traits } = el.dataset;
  const fresh = make("div");
  if (widget === "plan") {
    renderPlan({ el: fresh, catalog: await unpackedCatalog(), site, plan });
  } else {
    await widgets[widget]({ model: MODELS[widget](JSON.parse(traits)), el: fresh });
    fresh.append(make("p", { class: "site-said" }, said(widget)));
  }
  number(fresh.querySelector(".gs"));
  // Only now: where something is missing, the static form stays.
  el.replaceChildren(fresh);
  if (el.nextElementSibling?.matches(".site-code")) el.nextElementSibling.hidden = false;
}

async function unpackedCatalog() {
  const stream = new Blob([catalogBytes()]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { words, columns } = await new Response(stream).json();
  return { columns, title: (list, number) => words[list][number][1] };
}

// Another page of the course changed the plan, or this one comes back from the browser's history.
window.addEventListener("storage", ({ key }) => [null, plan.key].includes(key) && window.dispatchEvent(new CustomEvent(CHANGED)));
window.addEventListener("pageshow", ({ persisted }) => persisted && window.dispatchEvent(new CustomEvent(CHANGED)));
for (const el of document.querySelectorAll(".site-widget")) place(el);
