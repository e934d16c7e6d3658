"use strict";
// What ads like a profile state as pay, as `scrapy pay` tells it: by basis, never mixed, and nothing of too few.

const SURE = 0.95, Z = 1.959964, MANY = 1000;  // as in report/market/intervals.py

// The ranks, from 1, of n values that hold a quantile between them with 95 % confidence; null: so few have none.
function findRanks(n, share) {
  if (n > MANY) {
    const spread = Z * Math.sqrt(n * share * (1 - share));
    return [Math.floor(n * share - spread), Math.ceil(n * share + spread) + 1];
  }
  const chance = [];
  for (let k = 0, ways = 0; k <= n; k++) {  // the logarithm of how many ways there are to choose k of n
    if (k) ways += Math.log((n - k + 1) / k);
    chance.push(Math.exp(ways + k * Math.log(share) + (n - k) * Math.log(1 - share)));
  }
  let low = 0, below = chance[0], high = n + 1, above = chance[n];
  while (below <= (1 - SURE) / 2) { low += 1; below += chance[low]; }
  while (above <= (1 - SURE) / 2) { high -= 1; above += chance[high - 1]; }
  return 1 <= low && low < high && high <= n ? [low, high] : null;
}

// Between the two nearest of sorted values.
function findQuantile(values, at) {
  const place = (values.length - 1) * at, low = Math.floor(place), next = values[Math.min(low + 1, values.length - 1)];
  return values[low] + (next - values[low]) * (place - low);
}

function tellEnd(values, least) {
  const n = values.length;
  if (n < least) return { n, median: null };
  const sorted = Float64Array.from(values).sort(), ranks = findRanks(n, 0.5);
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((at) => findQuantile(sorted, at));
  return { n, q1, median, q3, low: ranks && sorted[ranks[0] - 1], high: ranks && sorted[ranks[1] - 1] };
}

// Of each basis its ads, and the figures of both ends; of the ads like it that state no pay, how many.
function tellPay(ads, least) {
  const paid = ads.filter((ad) => ad.min !== null || ad.max !== null);
  const ends = (those) => Object.fromEntries([["from", "min"], ["to", "max"]].map(([name, end]) => [name, tellEnd(those.map((ad) => ad[end]).filter((value) => value !== null), least)]));
  const bases = ["stated", "pay_grade", "board_estimate"].map((basis) => [basis, paid.filter((ad) => ad.basis === basis)]);
  return { paid, without: ads.length - paid.length, bases: bases.filter(([, those]) => those.length).map(([basis, those]) => ({ basis, ads: those.length, ends: ends(those) })) };
}

// The panel. `ads`: all that may be like a profile. `tools`: of page.js.
function openProfile(ads, { since, cut, least }, levels, { say, make, linkOut, range, compare }) {
  const SHOWN = 20;
  const at = (id) => document.getElementById(id), form = at("profile-choices"), list = at("profile-ads");
  const paid = ads.filter((ad) => ad.min !== null || ad.max !== null);
  const round = (value) => (value === null ? null : Math.round(value));
  let told = null;

  function choose() {
    const { level, town, skill } = Object.fromEntries([...form.elements].map((field) => [field.name, field.value]));
    return ads.filter((ad) => (!level || ad.level === level) && (!town || ad.town === town) && (!skill || ad.skills.includes(skill)));
  }
  function fill() {
    const put = (name, options) => {
      const field = form.elements[name], was = field.value;
      field.replaceChildren(make("option", { value: "" }, say("filter.any")), ...options.map(([value, words]) => make("option", { value }, words)));
      field.value = was;
    };
    const known = (values) => [...new Set(values.filter(Boolean))];
    const named = (words) => words.sort(compare).map((word) => [word, word]);
    put("level", levels.filter((level) => paid.some((ad) => ad.level === level)).map((level) => [level, say("level." + level)]));
    put("town", named(known(paid.map((ad) => ad.town))));
    put("skill", named(known(paid.flatMap((ad) => ad.skills))));
  }
  const sayEnd = (name, end) => make("div", { class: "end" }, make("dt", {}, say("profile." + name)), end.median === null
    ? make("dd", { class: "few" }, say("profile.few", { n: end.n, least }))
    : make("dd", {}, make("b", {}, say("profile.median", { amount: say("eur", { n: round(end.median) }) })),
      make("span", {}, say("profile.half", { low: round(end.q1), high: round(end.q3) })),
      make("span", {}, end.low === null ? say("profile.unsure") : say("profile.sure", { low: round(end.low), high: round(end.high) })),
      make("small", {}, say("profile.n", { n: end.n }))));
  const sayBasis = ({ basis, ads: n, ends }) => make("div", { class: "of-basis" },
    make("h4", { class: "basis " + basis }, say("basis." + basis), " ", make("small", {}, say("profile.ads", { n }))),
    n < least ? make("p", { class: "few" }, say("profile.few", { n, least })) : make("dl", {}, sayEnd("from", ends.from), sayEnd("to", ends.to)));
  function show() {
    told = tellPay(choose(), least);
    const notes = [told.without ? say("profile.without", { n: told.without }) : "", say("profile.since", { d: since + 1 }), cut ? say("profile.cut", { n: cut }) : ""].filter(Boolean).join(" ");
    at("profile-told").replaceChildren(...(told.bases.length ? told.bases.map(sayBasis) : [make("p", { class: "empty" }, say("profile.none"))]), make("p", { class: "note" }, notes));
    list.hidden = !told.paid.length;
    at("profile-count").textContent = say("profile.which", { n: told.paid.length });
    showAds();
  }
  function showAds() {
    const ranked = told.bases.flatMap(({ basis }) => told.paid.filter((ad) => ad.basis === basis).sort((one, other) => (other.max ?? other.min) - (one.max ?? one.min)));
    const rows = ranked.slice(0, SHOWN).map((ad) => make("li", {}, linkOut(ad.url, ad.title), " ",
      make("span", {}, [ad.employer, ad.town].filter(Boolean).join(" · ")), " ",
      make("small", {}, range(round(ad.min), round(ad.max)), " ", say("basis." + ad.basis), ad.open ? "" : ", " + say("profile.closed"))));
    const left = ranked.length - rows.length;
    list.querySelector("ul").replaceChildren(...rows, ...(left > 0 ? [make("li", {}, make("small", {}, say("profile.more", { n: left })))] : []));
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = !paid.length;
  at("profile-bare").hidden = true;
  return { speak() { fill(); show(); } };
}
