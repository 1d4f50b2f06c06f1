// Puts the widgets into a page: each takes the place of its static form.

const site = window.groundschoolSite;
const plan = planKeptBy(storageOfPage(), site.course);

function catalogBytes() {
  const bytes = Uint8Array.from(atob(site.catalog), (one) => one.charCodeAt(0));
  return new DataView(bytes.buffer);
}

const MODELS = {
  picker({ filters, module }) {
    const refresh = (_message, model) => model.set("picked", plan.picked());
    return modelOf(
      { data: catalogBytes(), filters, module, picked: plan.picked(), notices: plan.notices() },
      {
        refresh: (message, model) => void refresh(message, model),
        pick({ resource, wanted }, model) {
          plan.put(resource, wanted);
          model.set("notices", plan.notices());
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
const BELOW = {
  picker: () => make("p", { class: "site-said" }, "What you add is listed on the page ", make("a", { href: site.planPage }, "Your plan"), "."),
  quiz: () => make("p", { class: "site-said" }, "Answers on this page are not kept. In the notebook they count towards your progress."),
};

async function place(el) {
  const { widget, traits } = el.dataset;
  const fresh = make("div");
  if (widget === "plan") {
    const { catalog } = { catalog: await unpackedCatalog() };
    renderPlan({ el: fresh, catalog, site, plan });
  } else {
    await widgets[widget]({ model: MODELS[widget](JSON.parse(traits)), el: fresh });
    fresh.append(BELOW[widget]());
  }
  el.replaceChildren(fresh);
  if (el.nextElementSibling?.matches(".site-code")) el.nextElementSibling.hidden = false;
}

async function unpackedCatalog() {
  const stream = new Blob([catalogBytes()]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { words, columns } = await new Response(stream).json();
  return { columns, title: (list, number) => words[list][number][1] };
}

// Another page of the course changed the plan, or this one comes back from the browser's history.
window.addEventListener("storage", ({ key }) => key === plan.key && window.dispatchEvent(new CustomEvent(CHANGED)));
window.addEventListener("pageshow", ({ persisted }) => persisted && window.dispatchEvent(new CustomEvent(CHANGED)));
for (const el of document.querySelectorAll(".site-widget")) place(el);
