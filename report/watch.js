"use strict";
// The filters of the page as a watch of search.toml: docs/watches.md. What a watch cannot have is told in `left`.

function writeWatch(state) {
  const KEYS = {
    q: "words", town: "towns", km: "km", level: "levels", family: "roles", basis: "basis", remote: "remote", board: "boards", employer: "employers", skill: "skills",
    leads: "leads", education: "education", experience: "experience", english: "english", benefit: "benefits",
  };
  const WORDS = { remote: { some: ["hybrid", "full"] }, english: { yes: ["required"] } };
  const text = (value) => JSON.stringify(value).replaceAll("\u007f", "\\u007f");
  const lines = [], parts = [];
  for (const [name, key] of Object.entries(KEYS)) {
    if (!state[name]) continue;
    const values = WORDS[name]?.[state[name]] || [state[name]];
    lines.push(key + " = " + (name === "km" ? Number(state[name]) : "[" + values.map(text).join(", ") + "]"));
    if (state[name] !== "-") parts.push(name === "km" ? state[name] + "km" : state[name]);
  }
  const plain = parts.join("-").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("ß", "ss").toLowerCase();
  const name = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+/, "").slice(0, 40).replace(/-+$/, "") || "all";
  const left = ["mark", "news"].filter((one) => state[one]);
  return { toml: ["[[watch]]", "name = " + text(name), ...lines].join("\n") + "\n", left };
}
