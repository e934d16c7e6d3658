"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const narrow = matchMedia("(max-width: 699px)");  // as in page.css
  const OFFERED = 4;  // benefits named in a row
  const PAGE = narrow.matches ? 20 : 50, PRINTED = 500, DAY = 864e5, OLD = 2;  // OLD: days
  const FILTERS = ["q", "mark", "town", "km", "level", "family", "basis", "remote", "board", "news", "leads", "education", "experience", "english", "benefit", "employer", "skill"];
  const OF_ASKS = ["leads", "education", "experience", "english", "benefit"];
  const FALLING = new Set(["pay", "posted", "boards", "offered"]);  // sorts that begin with the highest
  const SORTS = ["news", "title", "employer", "km", "level", "pay", "posted", "apply", "boards", "leads", "experience", "education", "english", "offered"];
  const VIEWS = ["asked"];
  const FLUENCIES = ["A1", "basic", "A2", "B1", "good", "B2", "very_good", "C1", "fluent", "C2", "native"];

  // Words, numbers, days

  const SLOT = /\{(\w+)(?::(\w+))?(?:\|([^|}]*)\|([^|}]*))?\}/g;
  let language = "de", formats;

  function say(key, facts = {}) {
    const pair = data.words[key];
    if (!pair) return key.slice(key.indexOf(".") + 1).replaceAll("_", " ");
    return pair[language === "de" ? 0 : 1].replace(SLOT, (_, name, kind, one, many) => {
      const value = facts[name];
      if (one !== undefined) return value === 1 ? one : many;
      if (kind === "date") return sayDay(value);
      if (kind === "short") return formats.short.format(new Date(value));
      return typeof value === "number" ? formats.number.format(value) : String(value);
    });
  }
  // A reason is codes, some with a figure, as in "same_title same_employer same_towns texts_alike:86"; each takes up the words before it.
  const sayReason = (reason) => reason.split(" ").reduce((words, part) => {
    const [code, figure] = part.split(":");
    return say("why." + code, { words, n: Number(figure) });
  }, "");
  const sayDay = (value) => formats.day.format(new Date(typeof value === "number" ? value * DAY : value));
  const sayNumber = (value) => formats.number.format(value);
  function sayValue(column, value) {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return value.join(", ");
    if (typeof value === "boolean") return say("flag." + value);
    if (typeof value === "number") return /_(on|at)$/.test(column) ? sayDay(value) : sayNumber(value);
    return value;
  }

  function speak(wanted) {
    language = wanted;
    const tongue = language === "de" ? "de-DE" : "en-GB";
    const month = language === "de" ? "2-digit" : "short", day = language === "de" ? "2-digit" : "numeric";
    formats = {
      number: new Intl.NumberFormat(tongue, { maximumFractionDigits: 2, useGrouping: "always" }),
      day: new Intl.DateTimeFormat(tongue, { timeZone: "UTC", year: "numeric", month, day }),
      short: new Intl.DateTimeFormat(tongue, { timeZone: "UTC", month, day }),
      order: new Intl.Collator(tongue, { numeric: true }),
    };
    document.documentElement.lang = language;
    tellAge();
    for (const one of document.querySelectorAll("[data-w]")) one.textContent = say(one.dataset.w, facts(one));
    for (const one of document.querySelectorAll("[data-l]")) one.setAttribute("aria-label", say(one.dataset.l, facts(one)));
    for (const one of document.querySelectorAll("[data-language]")) one.setAttribute("aria-pressed", String(one.dataset.language === language));
    document.title = document.title.replace(/^[^·]*/, at("headline").textContent + " ");
    nameTheme();
    fillChoices();
    profile.speak();
  }
  const facts = (one) => (one.dataset.p ? JSON.parse(one.dataset.p) : {});

  // Only the reader's clock knows how old a snapshot is by now.
  function tellAge() {
    const taken = new Date(data.run_at), n = Math.floor((Date.now() - taken) / DAY);
    at("old").hidden = !(n >= OLD);
    at("old").textContent = n >= OLD ? say("trouble.old", { n, d: data.run_at }) : "";
  }

  // What the reader chose is kept where the browser allows it; a page opened from the disk may be refused.

  function keep(name, value) { try { localStorage.setItem("wupperjobs." + name, value); } catch { /* not kept */ } }
  function ownStorage() { try { return localStorage; } catch { return null; } }
  function kept(name) { try { return localStorage.getItem("wupperjobs." + name); } catch { return null; } }

  // Rows

  // Only what filters, sorts and fills a row is unpacked at once; the rest when a row is opened.

  function cell(column, i) {
    if (column === null) return null;
    if (Array.isArray(column)) return column[i];
    return column.i[i] ? column.d[column.i[i] - 1] : null;
  }
  const merged = new Map();
  for (const [i, id] of (data.departed.job_id || []).entries()) if (cell(data.departed.now, i)) merged.set(id, cell(data.departed.now, i));
  const marks = openMarks(ownStorage(), merged);
  const cells = (columns, i) => Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, cell(column, i)]));
  const round = (value) => (value === null ? null : Math.round(value));
  const jobs = [];
  for (let i = 0, next = 0; i < data.job_count; i++) {
    const of = (name) => cell(data.jobs[name], i), first = next;
    next += of("ads") || 0;
    const boards = new Set();
    for (let ad = first; ad < next; ad++) if (cell(data.ads.status, ad) === "open") boards.add(cell(data.ads.board, ad));
    const year_min = round(of("salary_year_min_eur")), year_max = round(of("salary_year_max_eur"));
    jobs.push({
      index: i, came: of("came"), first, end: next, job_id: of("job_id"), title: of("title"), employer: of("employer"), employer_is_agency: of("employer_is_agency"),
      town: of("town"), district: of("district"), km: of("distance_km"), level: of("seniority"), family: of("role_family"), remote: of("remote"),
      salary_basis: of("salary_basis"), year: year_min !== null || year_max !== null, year_min, year_max,
      pay: year_min === null && year_max === null ? null : ((year_min ?? year_max) + (year_max ?? year_min)) / 2,
      posted: of("posted_on"), apply: of("apply_by_on"), skills: of("skills") || [], certificates: of("certificates") || [],
      news: of("news"), boards: [...boards], hay: null,
      leads: of("leads_people"), education: of("education_min"), experience: of("experience_level"), years: of("experience_years_min"),
      english: (of("languages") || []).find(([code]) => code === "en") || null, benefits: of("benefits") || [], leave: of("leave_days_min") ?? of("leave_days_max"),
    });
  }
  function whole(job) {
    const ads = [];
    for (let ad = job.first; ad < job.end; ad++) ads.push(cells(data.ads, ad));
    return { ...cells(data.jobs, job.index), ...job, list: ads };
  }
  const before = marks.begin(jobs.reduce((newest, job) => Math.max(newest, job.came), 0));
  const isFresh = (job) => before !== null && job.came > before;
  const byId = new Map(jobs.map((job) => [job.job_id, job]));
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("ß", "ss").toLowerCase();
  const haystack = (job) => (job.hay ??= fold([job.title, job.employer, job.town, job.district, ...job.skills, ...job.certificates].filter(Boolean).join(" ")));

  // The state: what is filtered, how it is sorted, which page and which job is open

  let state = {}, opened = new Set(), page = 0, found = jobs, answer = null;

  function readHash(hash) {
    const told = {};
    for (const pair of hash.replace(/^#/, "").split("&")) {
      const cut = pair.indexOf("=");
      try { if (cut > 0) told[pair.slice(0, cut)] = decodeURIComponent(pair.slice(cut + 1)); } catch { /* no address of ours */ }
    }
    return told;
  }
  function writeHash() {
    const told = Object.entries(state).filter(([, value]) => value);
    const hash = told.map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&");
    try { history.replaceState(null, "", "#" + (hash || "jobs")); } catch { /* the view has no address then */ }
  }
  function take(told) {
    state = {};
    for (const name of [...FILTERS, "sort", "turned", "view", "job", "lang"]) if (told[name]) state[name] = told[name];
    if (!SORTS.includes(state.sort)) delete state.sort;
    if (!VIEWS.includes(state.view)) delete state.view;
    answer = state.job && !byId.has(state.job) ? answerFor(state.job) : null;
    opened = new Set(byId.has(state.job) ? [state.job] : []);
    if (opened.size && !marks.of(state.job).seen) marks.set(state.job, { seen: true });
    if ((state.lang === "de" || state.lang === "en") && state.lang !== language) speak(state.lang);
    for (const field of at("filters").elements) if (field.name) field.value = state[field.name] || (field.name === "sort" ? "news" : "");
    find();
    if (opened.size) page = Math.max(0, Math.floor(found.indexOf(byId.get(state.job)) / PAGE));
    show();
  }
  function change(name, value) {
    if (value) state[name] = value; else delete state[name];
    delete state.job;
    answer = null;
    page = 0;
    find();
    show();
    writeHash();
  }

  // A link to a job that is not in the table is answered in words; one that was merged leads on to where it went.
  function answerFor(id) {
    const told = (name, i) => cell(data.departed[name], i), ids = data.departed.job_id || [];
    const at = ids.indexOf(id);
    if (at < 0) return { key: "answer.unknown", id };
    const job = { title: told("title", at), employer: told("employer", at) }, now = told("now", at);
    if (byId.has(now)) {
      state.job = now;
      return { key: "answer.merged", ...job };
    }
    const last = now ? ids.indexOf(now) : at;
    if (last < 0) return { key: "answer.unknown", id };
    return { key: "answer.closed", ...job, d: told("closed_on", last), reason: told("closed_reason", last) };
  }
  function sayAnswer({ key, employer, reason, ...told }) {
    return say(key, { ...told, who: employer ? " (" + employer + ")" : "", reason: reason ? say("closed." + reason) + "." : "" });
  }

  const marked = {
    fresh: isFresh,
    unseen: (job) => !marks.of(job.job_id).seen,
    interesting: (job) => marks.of(job.job_id).mark === "interesting",
    applied: (job) => marks.of(job.job_id).mark === "applied",
    noted: (job) => Boolean(marks.of(job.job_id).note),
    hidden: (job) => marks.hides(job),
  };
  const askedEnglish = (job) => (job.english ? (job.english[2] ? "yes" : "wished") : "-");
  const matches = {
    q: (value) => { const tokens = fold(value).split(/\s+/).filter(Boolean); return (job) => tokens.every((token) => haystack(job).includes(token)); },
    town: (value) => (job) => job.town === value,
    km: (value) => (job) => job.km !== null && job.km <= Number(value),
    level: (value) => (job) => (job.level || "-") === value,
    family: (value) => (job) => job.family === value,
    basis: (value) => (job) => (job.salary_basis || "-") === value,
    remote: (value) => (job) => (value === "some" ? job.remote === "hybrid" || job.remote === "full" : (job.remote || "-") === value),
    board: (value) => (job) => job.boards.includes(value),
    news: (value) => (job) => job.news === value,
    mark: (value) => (job) => marked[value]?.(job) ?? false,
    employer: (value) => (job) => job.employer === value,
    skill: (value) => (job) => job.skills.includes(value),
    leads: (value) => (job) => (job.leads || "-") === value,
    education: (value) => (job) => (job.education || "-") === value,
    experience: (value) => (job) => (job.experience || "-") === value,
    english: (value) => (job) => askedEnglish(job) === value,
    benefit: (value) => (job) => job.benefits.includes(value),
  };
  const keys = {
    news: (job) => job.index,
    title: (job) => job.title,
    employer: (job) => job.employer,
    km: (job) => job.km,
    level: (job) => (job.level ? data.levels.indexOf(job.level) : null),
    pay: (job) => job.pay,
    posted: (job) => job.posted,
    apply: (job) => job.apply,
    boards: (job) => job.boards.length,
    leads: (job) => (job.leads ? data.asks.leads.indexOf(job.leads) : null),
    experience: (job) => (job.years !== null ? 10 + job.years : job.experience ? data.asks.experience.indexOf(job.experience) : null),
    education: (job) => (job.education ? data.asks.education.indexOf(job.education) : null),
    english: (job) => (job.english ? FLUENCIES.indexOf(job.english[1]) + (job.english[2] ? 20 : 0) : null),
    offered: (job) => job.benefits.length || null,
  };

  function find() {
    const tests = FILTERS.filter((name) => state[name]).map((name) => matches[name](state[name]));
    if (state.mark !== "hidden") tests.push((job) => job.job_id === state.job || !marks.hides(job));
    found = jobs.filter((job) => tests.every((test) => test(job)));
    const sort = state.sort || "news", key = keys[sort];
    const way = FALLING.has(sort) !== Boolean(state.turned) ? -1 : 1;
    const words = sort === "title" || sort === "employer";
    const sorted = found.map((job) => [key(job), job]);
    sorted.sort(([one, first], [other, second]) => {
      if (one === null || other === null) return (one === null) - (other === null) || first.index - second.index;
      const order = words ? formats.order.compare(one, other) : one - other;
      return way * order || first.index - second.index;
    });
    found = sorted.map(([, job]) => job);
  }

  // Elements are made of text nodes only: nothing of an ad is ever read as HTML

  function make(name, attributes, ...inner) {
    const one = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key === "onclick") one.addEventListener("click", value); else one.setAttribute(key, value === true ? "" : value);
    }
    for (const piece of inner.flat()) if (piece !== null && piece !== undefined && piece !== "") one.append(piece);
    return one;
  }
  const isWeb = (url) => /^https?:\/\//i.test(url);
  const outward = (url) => ({ href: url, rel: "noopener noreferrer", target: "_blank" });
  function linkOut(url, words) {
    if (!isWeb(url)) return make("span", {}, words, " ", make("small", {}, say("detail.no_link", { url })));
    return make("a", outward(url), words);
  }
  function range(low, high) {
    if (high === null) return say("eur.from", { n: low });
    if (low === null) return say("eur.up_to", { n: high });
    return low === high ? say("eur", { n: low }) : say("eur.range", { low, high });
  }

  // The table

  function show(limit = PAGE) {
    const body = at("table").tBodies[0], first = limit === PAGE ? page * PAGE : 0;
    body.replaceChildren(...found.slice(first, first + limit).flatMap(rowOf));
    const sort = state.sort || "news";
    for (const button of at("table").querySelectorAll("[data-sort]")) {
      const head = button.parentElement, is = button.dataset.sort === sort;
      const falls = FALLING.has(sort) !== Boolean(state.turned);
      if (is) head.setAttribute("aria-sort", falls ? "descending" : "ascending"); else head.removeAttribute("aria-sort");
    }
    const filtered = FILTERS.some((name) => state[name]);
    at("count").textContent = filtered ? say("jobs.count", { n: found.length, all: jobs.length }) : say("jobs.all", { n: jobs.length });
    at("table").dataset.view = state.view || "";
    for (const button of at("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === (state.view || "")));
    at("asks").open ||= OF_ASKS.some((name) => state[name]);
    at("answer").hidden = !answer;
    at("answer").textContent = answer ? sayAnswer(answer) : "";
    at("none").hidden = found.length > 0;
    at("list").hidden = !found.length;
    at("reset").hidden = at("as-watch").hidden = !filtered;
    if (!filtered) showWatch(false); else if (!at("watch").hidden) showWatch(true);
    tellMarks();
    at("reset-too").hidden = !filtered;
    at("more-filters").textContent = say("filter.more") + (filtered ? " (" + FILTERS.filter((name) => state[name] && name !== "q").length + ")" : "");
    showChips();
    at("pages").hidden = found.length <= PAGE;
    at("page").textContent = say("pages.at", { from: first + 1, to: Math.min(first + PAGE, found.length), n: found.length });
    for (const button of at("pages").querySelectorAll("button")) {
      const to = page + Number(button.dataset.page);
      button.disabled = to < 0 || to * PAGE >= found.length;
    }
  }
  function showChips() {
    const chips = ["employer", "skill"].filter((name) => state[name]).map((name) =>
      make("button", { type: "button", class: "chip", onclick: () => change(name, "") }, say("filter." + name, { name: state[name] }), make("span", { "aria-hidden": "true" }, " ✕")));
    at("chips").replaceChildren(...chips);
  }

  function rowOf(job) {
    const id = "job-" + job.index, isOpen = opened.has(job.job_id);
    const button = make("button", { type: "button", class: "turn", "aria-expanded": String(isOpen), "aria-controls": isOpen ? id : null, "aria-label": say("row.more", { title: job.title }) });
    const url = cell(data.ads.url, job.first);
    const title = isWeb(url) ? make("a", { class: "title", ...outward(url) }, job.title) : make("span", { class: "title" }, job.title);
    const place = job.town ? [job.town, job.km === null || job.km < 0.5 ? null : make("small", {}, " " + say("km", { n: Math.round(job.km) }))] : [];
    const sub = [job.employer, job.town && make("span", { class: "at" }, (job.employer ? " · " : "") + job.town)];
    const pay = !job.year ? [] : [make("span", { class: "amount" }, range(job.year_min, job.year_max)), make("small", { class: "basis " + job.salary_basis }, say("basis." + job.salary_basis))];
    const own = marks.of(job.job_id);
    const row = make("tr", { class: ["job", isOpen ? "open" : "", own.seen ? "seen" : ""].join(" ").trim(), "data-job": job.index, onclick: (event) => { if (event.target.closest("a.title")) see(job); if (!event.target.closest("a") && !String(getSelection())) toggle(job, row); } },
      make("td", { class: "c-title" }, button, title, make("span", { class: "glyphs" }, glyphsOf(job)), job.news ? make("span", { class: "badge " + job.news }, say("news." + job.news)) : null, make("div", { class: "sub" }, sub), state.view === "asked" ? make("div", { class: "sub brief" }, briefOf(job)) : null),
      make("td", { class: "c-employer" }, job.employer, job.employer_is_agency ? make("small", {}, say("agency")) : null),
      make("td", { class: "c-place" }, place),
      make("td", { class: "c-level" }, job.level ? say("level." + job.level) : null, make("small", {}, say("family." + job.family))),
      make("td", { class: "c-pay" }, pay),
      make("td", { class: "c-posted" }, job.posted === null ? null : sayDay(job.posted)),
      make("td", { class: "c-apply" }, job.apply === null ? null : sayDay(job.apply)),
      make("td", { class: "c-boards" }, job.boards.join(", ")),
      state.view === "asked" ? askedCells(job) : []);
    return isOpen ? [row, detailOf(job, id)] : [row];
  }
  function askedCells(job) {
    const of = (name) => cell(data.jobs[name], job.index), small = (words) => (words ? make("small", {}, words) : null);
    const team = span(of("team_size_min"), of("team_size_max"));
    const offered = [job.leave === null ? null : say("asked.days", { n: job.leave }), ...job.benefits.map((name) => say("benefit." + name))].filter(Boolean);
    return [
      make("td", { class: "c-leads" }, job.leads ? say("leads." + job.leads) : null, small(team && say("read.people", { n: team }))),
      make("td", { class: "c-experience" }, sayExperience(job)),
      make("td", { class: "c-education" }, job.education ? say("education." + job.education) : null, small(of("education_or_comparable") ? say("education.comparable") : null)),
      make("td", { class: "c-english" }, job.english ? sayFluency(job.english[1]) || say("english.yes") : null, small(job.english && !job.english[2] ? say("english.wished") : null)),
      make("td", { class: "c-offered" }, offered.slice(0, OFFERED).join(", "), small(offered.length > OFFERED ? say("bars.more", { n: offered.length - OFFERED }) : null)),
    ];
  }
  const briefOf = (job) => [sayExperience(job) && say("filter.experience") + ": " + sayExperience(job), job.education ? say("education." + job.education) : null, job.english ? say("tongue.en") + " " + (sayFluency(job.english[1]) || say(askedEnglish(job) === "yes" ? "english.yes" : "english.wished")) : null].filter(Boolean).join(" · ");
  const sayExperience = (job) => (job.years !== null ? say("experience.from", { n: job.years }) : job.experience ? say("experience." + job.experience) : null);
  const sayFluency = (level) => (level === null ? null : /^[ABC]/.test(level) ? level : say("fluency." + level));
  function glyphsOf(job) {
    const own = marks.of(job.job_id), told = [];
    if (own.mark) told.push(["mark." + own.mark, { interesting: "★", applied: "✓", hidden: "✕" }[own.mark]]);
    if (own.note) told.push(["mark.noted", "✎"]);
    if (isFresh(job)) told.push(["mark.fresh", "●"]);
    return told.map(([key, sign]) => make("span", { role: "img", title: say(key), "aria-label": say(key) }, sign));
  }
  function mark(job, change) {
    const was = marks.hides(job);
    marks.set(job.job_id, change);
    remark(job, was);
  }
  function see(job) { if (!marks.of(job.job_id).seen) mark(job, { seen: true }); }
  // What a mark changes is changed where it stands, so that the reader's place and focus stay.
  function remark(job, was) {
    const row = at("table").querySelector('tr[data-job="' + job.index + '"]');
    if (row) {
      row.classList.toggle("seen", Boolean(marks.of(job.job_id).seen));
      row.querySelector(".glyphs").replaceChildren(...glyphsOf(job));
    }
    const group = at("job-" + job.index)?.querySelector(".marks");
    if (group) for (const button of group.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(isMarked(job, button.dataset.mark)));
    if (was !== marks.hides(job) && job.job_id !== state.job) { find(); show(); } else tellMarks();
  }
  const isMarked = (job, name) => (name === "seen" ? Boolean(marks.of(job.job_id).seen) : name === "employer" ? marks.employers.includes(job.employer) : marks.of(job.job_id).mark === name);
  function marksOf(job) {
    const press = (name) => {
      const was = marks.hides(job), now = !isMarked(job, name);
      if (name === "employer") { marks.hideEmployer(job.employer, now); remark(job, was); }
      else mark(job, name === "seen" ? { seen: now } : { mark: now ? name : undefined });
    };
    const buttons = ["interesting", "applied", "hidden", "seen", "employer"].filter((name) => name !== "employer" || job.employer);
    const note = make("textarea", { rows: 2, maxlength: 5000, "aria-label": say("marks.note"), placeholder: say("marks.note") });
    note.value = marks.of(job.job_id).note || "";
    note.addEventListener("change", () => mark(job, { note: note.value.trim() }));
    return make("div", { class: "marks", role: "group", "aria-label": say("marks.title") },
      buttons.map((name) => make("button", { type: "button", "data-mark": name, "aria-pressed": String(isMarked(job, name)), onclick: () => press(name) }, say("mark." + name))), note);
  }
  function tellMarks() {
    const hidden = jobs.filter(marks.hides).length, fresh = jobs.filter((job) => isFresh(job) && !marks.hides(job)).length;
    const link = (kind, n) => make("a", { href: "#mark=" + kind }, say("marks." + kind, { n }));
    at("fresh").replaceChildren(...[fresh && state.mark !== "fresh" ? link("fresh", fresh) : null, hidden && state.mark !== "hidden" ? link("hidden", hidden) : null].filter(Boolean).flatMap((one) => [" · ", one]));
    at("kept").textContent = say(marks.isKept ? "marks.kept" : "marks.lost");
    const ids = data.departed.job_id || [];
    const closed = ids.map((id, i) => ({ id, i, mark: marks.of(id).mark })).filter((one) => (one.mark === "interesting" || one.mark === "applied") && !byId.has(one.id) && !merged.has(one.id));
    at("closed").replaceChildren(...(closed.length ? [make("h3", {}, say("marks.closed")), make("ul", {}, closed.map(({ id, i, mark: kind }) => make("li", {}, make("a", { href: "#job=" + encodeURIComponent(id) }, cell(data.departed.title, i)), " ", make("small", {}, say("mark." + kind)))))] : []));
    const away = marks.employers;
    at("employers-hidden").replaceChildren(...(away.length ? [make("h3", {}, say("marks.employers")), make("p", {}, away.map((name) =>
      make("button", { type: "button", class: "chip", onclick: () => { marks.hideEmployer(name, false); find(); show(); } }, name, make("span", { "aria-hidden": "true" }, " ✕"))))] : []));
  }
  function showWatch(isShown) {
    const { toml, left } = writeWatch(state);
    at("watch").hidden = !isShown;
    at("as-watch").setAttribute("aria-expanded", String(isShown));
    at("watch").querySelector("pre").textContent = toml;
    at("watch-left").textContent = left.length ? say("watch.left", { what: left.map((name) => say("filter." + name)).join(", ") }) : "";
    at("copied").textContent = "";
  }
  function toggle(job, row) {
    const button = row.querySelector("button.turn"), isOpen = !opened.has(job.job_id), id = "job-" + job.index;
    button.setAttribute("aria-expanded", String(isOpen));
    row.classList.toggle("open", isOpen);
    if (isOpen) {
      opened.add(job.job_id);
      see(job);
      row.after(detailOf(job, id));
      button.setAttribute("aria-controls", id);
      state.job = job.job_id;
    } else {
      opened.delete(job.job_id);
      at(id).remove();
      button.removeAttribute("aria-controls");
      delete state.job;
    }
    writeHash();
  }

  function detailOf(short, id) {
    const job = whole(short), several = job.list.length > 1;
    const list = make("ul", { class: "ads" }, job.list.map((ad) => make("li", {},
      linkOut(ad.url, ad.board),
      make("small", {}, [
        ad.status === "open" ? say("detail.open") : say("detail.closed", { d: ad.closed_on ?? ad.last_seen_at }),
        ad.first_seen_at === ad.last_seen_at ? say("detail.seen_once", { d: ad.last_seen_at }) : say("detail.seen", { first: ad.first_seen_at, last: ad.last_seen_at }),
        ad.via ? say("detail.via", { board: ad.via }) : null,
        ad.stale ? say("detail.stale") : null,
      ].filter(Boolean).join(" · ")),
      ad.title || ad.employer ? make("small", {}, say("detail.as", { words: [ad.title, ad.employer].filter(Boolean).join(" · ") })) : null,
      ad.is_canonical && several ? make("small", {}, say("detail.canonical")) : null,
      ad.duplicate_kind || ad.duplicate_reason ? make("small", { class: "why" }, say("detail.why", { reason: [ad.duplicate_kind ? say("kind." + ad.duplicate_kind) : null, ad.duplicate_reason ? sayReason(ad.duplicate_reason) : null].filter(Boolean).join(", ") })) : null)));
    let read = [];
    const tell = (key, words) => { if (words && words.length) read.push(make("dt", {}, say(key)), make("dd", {}, words)); };
    for (const fact of Object.keys(readings)) tell("fact." + fact, tellFact(job, fact));
    for (const name of data.told) tell("field." + name, job[name] === 0 ? null : sayValue(name, job[name]));
    if (job.possible_same_vacancy) {
      const others = jobs.filter((other) => other !== short && cell(data.jobs.possible_same_vacancy, other.index) === job.possible_same_vacancy);
      tell("detail.same." + (job.possible_same_reason || "relayed"), others.map((other) => make("a", { href: "#job=" + encodeURIComponent(other.job_id) }, [other.title, other.employer].filter(Boolean).join(" · "), " ")));
    }
    tell("detail.seen_since", sayDay(job.first_seen_at));
    const says = read;
    read = [];
    for (const name of Object.keys(asked)) tell("asked." + name, asked[name](job));
    const first = job.list[0];
    return make("tr", { class: "detail", id }, make("td", { colspan: "8" }, make("div", { class: "inside" },
      make("div", {},
        answer && job.job_id === state.job ? make("p", { class: "banner" }, sayAnswer(answer)) : null,
        isWeb(first.url) ? make("p", {}, make("a", { class: "go", ...outward(first.url) }, say("detail.go", { board: first.board }))) : null,
        marksOf(short),
        job.begins ? make("p", { class: "begins" }, job.begins) : null,
        make("h3", {}, say("detail.ads")), list,
        make("p", { class: "note" }, make("a", { href: "#job=" + encodeURIComponent(job.job_id) }, say("detail.link")), " · ", job.job_id)),
      make("div", {}, make("h3", {}, say("detail.reading")), make("dl", {}, says),
        read.length ? [make("h3", {}, say("asked.title")), make("dl", {}, read)] : []))));
  }
  function tellFact(job, fact) {
    const reading = readings[fact](job);
    if (!reading) return null;
    const words = [...new Set(job.list.map((ad) => ad[fact + "_raw"]).filter(Boolean))];
    const isSaid = (text) => typeof reading === "string" && fold(reading) === fold(text);
    return [reading, words.filter((text) => !isSaid(text)).map((text) => make("q", {}, text))].flat();
  }
  const dayAs = (day, precision) => (day === null ? null : precision && precision !== "day" ? say("precision." + precision, { d: day }) : sayDay(day));
  const joined = (...pieces) => pieces.filter(Boolean).join(", ");
  const span = (low, high) => {
    const said = [low, high].map((end) => (typeof end === "number" ? sayNumber(end) : end));
    if (low === null || high === null) return low === null && high === null ? null : say(low === null ? "up_to" : "from", { words: said[low === null ? 1 : 0] });
    return low === high ? said[0] : said.join("–");
  };
  const readings = {
    salary: (job) => {
      if (job.salary_min_eur === null && job.salary_max_eur === null) return null;
      const stated = range(job.salary_min_eur, job.salary_max_eur);
      const assumed = (job.salary_assumed || []).map((name) => name === "payments_per_year" ? say("read.payments", { n: job.salary_payments_per_year }) : name === "weekly_hours" ? say("read.hours", { n: job.salary_weekly_hours }) : name);
      const year = job.year && job.salary_period !== "year" ? say("read.a_year", { range: range(job.year_min, job.year_max) }) : null;
      return [
        make("div", {}, joined((job.salary_approximate ? say("read.approx") + " " : "") + stated + (job.salary_period ? " " + say("period." + job.salary_period) : ""), say("basis." + job.salary_basis))),
        make("small", {}, joined(year, assumed.length ? say("read.assumed", { what: assumed.join(", ") }) : null, job.salary_total ? say("read.total") : null,
          job.salary_period_stated === false ? say("read.inferred") : null, job.salary_from && job.list.length > 1 ? say("detail.from_board", { board: job.salary_from }) : null)),
      ];
    },
    pay_grade: (job) => joined(job.pay_scale, span(job.pay_grade_min, job.pay_grade_max), job.pay_grade_also ? say("read.also", { grade: job.pay_grade_also }) : null) || null,
    posted: (job) => (job.posted_at_least && job.posted_on !== null ? say("posted.at_least", { d: job.posted_on }) : dayAs(job.posted_on, job.posted_precision)),
    apply_by: (job) => dayAs(job.apply_by_on, job.apply_by_precision),
    start: (job) => joined(dayAs(job.start_on, job.start_precision), job.start_as_soon_as_possible ? say("read.asap") : null) || null,
    contract: (job) => joined(job.fixed_term === null ? null : say(job.fixed_term ? "read.fixed" : "read.permanent"), job.contract_until_on === null ? null : say("read.until", { d: job.contract_until_on }), job.contract_months === null ? null : say("read.months", { n: job.contract_months })) || null,
    hours: (job) => span(job.weekly_hours_min, job.weekly_hours_max),
    remote: (job) => (job.remote ? say("remote." + job.remote) : null),
    employment: (job) => (job.employment_types || []).map((type) => say("employment." + type)).join(", ") || null,
  };

  const asked = {
    leads: (job) => joined(job.leads ? say("leads." + job.leads) : null, job.team_size_min !== null || job.team_size_max !== null ? say("read.people", { n: span(job.team_size_min, job.team_size_max) }) : null),
    education: (job) => (job.education ? joined(say("education." + job.education), job.education_or_comparable ? say("education.comparable") : null) : null),
    experience: (job) => sayExperience(job),
    languages: (job) => (job.languages || []).map(([code, level, required]) => [say("tongue." + code), sayFluency(level), required ? null : "(" + say("english.wished") + ")"].filter(Boolean).join(" ")).join(", "),
    duties: (job) => {
      const part = span(job.travel_percent_min, job.travel_percent_max), of = { on_call: job.on_call, shift_work: job.shift_work, driving_licence: job.driving_licence, security_check: job.security_check };
      return joined(job.travel ? say("travel." + job.travel) + (part ? " (" + say("travel.percent", { range: part }) + ")" : "") : null, ...Object.keys(of).filter((name) => of[name]).map((name) => say("duty." + name)));
    },
    leave: (job) => { const days = span(job.leave_days_min, job.leave_days_max); return days ? say("asked.days", { n: days }) : null; },
    extras: (job) => { const of = { bonus: job.bonus, thirteenth: job.thirteenth, holiday_pay: job.holiday_pay }; return joined(...Object.keys(of).filter((name) => of[name]).map((name) => say("extra." + name))); },
    benefits: (job) => job.benefits.map((name) => say("benefit." + name)).join(", "),
  };

  // Pay for a profile: of the jobs of the table, and of those beside it

  const adOf = (of, i) => ({ level: of("seniority", i), town: of("town", i), skills: of("skills", i) || [], basis: of("salary_basis", i), min: of("salary_year_min_eur", i), max: of("salary_year_max_eur", i), title: of("title", i), employer: of("employer", i) });
  const ofTable = (name, i) => cell(data.jobs[name], i), beside = (name, i) => cell(data.profile.rows[name], i);
  const ads = jobs.filter((job) => ofTable("last_seen_at", job.index) > data.profile.since).map((job) => ({ ...adOf(ofTable, job.index), url: cell(data.ads.url, job.first) || "", open: true }));
  for (let i = 0; i < data.profile.count; i++) ads.push({ ...adOf(beside, i), url: beside("url", i) || "", open: false });
  const profile = openProfile(ads, data.profile, data.levels, { say, make, linkOut, range, compare: (one, other) => formats.order.compare(one, other) });

  // Filters

  function fillChoices() {
    const tally = (values) => { const counts = new Map(); for (const value of values) counts.set(value, (counts.get(value) || 0) + 1); return counts; };
    const put = (name, options) => {
      const field = at("filters").elements[name];
      const any = name === "sort" ? [] : [make("option", { value: "" }, say("filter.any"))];
      field.replaceChildren(...any, ...options.map(([value, words, count]) => make("option", { value }, words + (count === undefined ? "" : " (" + sayNumber(count) + ")"))));
      field.value = state[name] || (name === "sort" ? "news" : "");
    };
    const towns = tally(jobs.map((job) => job.town).filter(Boolean));
    put("town", [...towns].sort(([one], [other]) => formats.order.compare(one, other)).map(([town, count]) => [town, town, count]));
    const near = [5, 10, 20, 30, 50, 100].filter((km) => km <= data.radius);
    put("km", near.map((km) => [String(km), say("filter.up_to", { n: km }), jobs.filter((job) => job.km !== null && job.km <= km).length]));
    const levels = tally(jobs.map((job) => job.level || "-"));
    put("level", [...data.levels, "-"].filter((level) => levels.has(level)).map((level) => [level, say("level." + (level === "-" ? "none" : level)), levels.get(level)]));
    put("family", [...tally(jobs.map((job) => job.family))].map(([family, count]) => [family, say("family." + family), count]));
    const bases = tally(jobs.map((job) => job.salary_basis || "-"));
    put("basis", ["stated", "pay_grade", "board_estimate", "-"].filter((basis) => bases.has(basis)).map((basis) => [basis, say("basis." + (basis === "-" ? "none" : basis)), bases.get(basis)]));
    const homes = tally(jobs.map((job) => job.remote || "-"));
    put("remote", [["some", say("remote.some"), (homes.get("hybrid") || 0) + (homes.get("full") || 0)], ...["full", "none", "-"].filter((value) => homes.has(value)).map((value) => [value, say("remote." + (value === "-" ? "unknown" : value)), homes.get(value)])]);
    const boards = tally(jobs.flatMap((job) => job.boards));
    put("board", [...boards].sort(([one], [other]) => (one < other ? -1 : 1)).map(([board, count]) => [board, board, count]));
    const news = tally(jobs.map((job) => job.news).filter(Boolean));
    put("news", [...news].map(([kind, count]) => [kind, say("news." + kind), count]));
    for (const name of ["leads", "education", "experience"]) {
      const counts = tally(jobs.map((job) => job[name] || "-"));
      put(name, [...data.asks[name], "-"].filter((value) => counts.has(value)).map((value) => [value, say(name + "." + (value === "-" ? "unknown" : value)), counts.get(value)]));
    }
    const english = tally(jobs.map(askedEnglish));
    put("english", ["yes", "wished", "-"].filter((value) => english.has(value)).map((value) => [value, say("english." + (value === "-" ? "unknown" : value)), english.get(value)]));
    const benefits = [...tally(jobs.flatMap((job) => job.benefits))].map(([name, count]) => [name, say("benefit." + name), count]);
    put("benefit", benefits.sort(([, one], [, other]) => formats.order.compare(one, other)));
    put("mark", Object.keys(marked).filter((kind) => kind !== "fresh" || before !== null).map((kind) => [kind, say("mark." + kind)]));
    put("sort", SORTS.map((sort) => [sort, say("sort." + sort)]));
  }

  // Light and dark

  const THEMES = ["auto", "light", "dark"];
  let theme = THEMES.includes(kept("theme")) ? kept("theme") : "auto";
  function nameTheme() {
    document.documentElement.style.colorScheme = theme === "auto" ? "" : theme;
    const button = document.querySelector(".theme");
    button.textContent = say("theme." + theme);
    button.setAttribute("aria-label", say("theme.label", { now: say("theme." + theme) }));
  }

  // What the reader does

  function reset() { state = Object.fromEntries(["lang", "view"].filter((name) => state[name]).map((name) => [name, state[name]])); opened.clear(); page = 0; take(state); writeHash(); }
  function goTo(hash) {
    take({ ...(state.lang ? { lang: state.lang } : {}), ...readHash(hash) });
    writeHash();
    const row = state.job && document.querySelector("tr.open");
    (row || at("jobs")).scrollIntoView();
    (row ? row.querySelector("button") : at("jobs")).focus({ preventScroll: true });
  }
  at("filters").addEventListener("input", (event) => {
    if (event.target.name === "sort") delete state.turned;
    change(event.target.name, event.target.value === "news" && event.target.name === "sort" ? "" : event.target.value);
  });
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("reset").addEventListener("click", reset);
  at("reset-too").addEventListener("click", reset);
  at("more-filters").addEventListener("click", (event) => {
    const isOpen = event.currentTarget.getAttribute("aria-expanded") !== "true";
    event.currentTarget.setAttribute("aria-expanded", String(isOpen));
  });
  at("table").tHead.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sort]");
    if (!button) return;
    const sort = button.dataset.sort;
    if (state.sort === sort && !state.turned) state.turned = "1"; else delete state.turned;
    at("filters").elements.sort.value = sort;
    change("sort", sort);
  });
  at("as-watch").addEventListener("click", () => showWatch(at("watch").hidden));
  at("copy").addEventListener("click", () => {
    const pre = at("watch").querySelector("pre");
    getSelection().selectAllChildren(pre);
    const isCopied = document.execCommand("copy");  // works from a disk, too
    at("copied").textContent = say(isCopied ? "watch.copied" : "watch.select");
  });
  at("save").addEventListener("click", () => {
    make("a", { href: "data:application/json;charset=utf-8," + encodeURIComponent(marks.tell()), download: "wupperjobs-marks.json" }).click();
  });
  at("load").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const isTaken = marks.take(await file.text());
    event.target.value = "";
    find();
    show();
    at("loaded").textContent = say(isTaken ? "marks.loaded" : "marks.refused");
  });
  at("views").addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (!button) return;
    if (button.dataset.view) state.view = button.dataset.view; else delete state.view;
    show();
    writeHash();
  });
  at("pages").addEventListener("click", (event) => {
    const button = event.target.closest("[data-page]");
    if (!button) return;
    page += Number(button.dataset.page);
    show();
    at("jobs").scrollIntoView();
    at("jobs").focus({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const hash = link && link.getAttribute("href");
    if (!hash || !hash.includes("=") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(hash);
  });
  addEventListener("hashchange", () => { if (location.hash.includes("=")) goTo(location.hash); });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      state.lang = button.dataset.language;
      keep("language", state.lang);
      speak(state.lang);
      find();
      show();
      writeHash();
    });
  }
  document.querySelector(".theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    keep("theme", theme);
    nameTheme();
  });
  addEventListener("beforeprint", () => show(PRINTED));
  addEventListener("afterprint", () => show());

  // On a phone the jobs come first, and the charts after them.

  const hero = document.querySelector(".hero"), moves = document.querySelector(".moves");
  function place() {
    if (narrow.matches) hero.after(at("jobs")); else document.querySelector("main").append(at("jobs"));
    if (moves && narrow.matches) at("jobs").after(moves); else if (moves) hero.firstElementChild.after(moves);
  }
  narrow.addEventListener("change", place);
  place();

  // Begin

  const told = location.hash.includes("=") ? readHash(location.hash) : {};
  const stored = kept("language");
  for (const one of [document.querySelector(".switches"), at("filters"), at("list"), at("views"), at("marks")]) one.hidden = false;
  speak([told.lang, stored].find((one) => one === "de" || one === "en") || ((navigator.language || "").startsWith("de") ? "de" : "en"));
  if (Object.keys(told).some((name) => name !== "lang")) goTo(location.hash); else take(told);
})();
