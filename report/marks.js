"use strict";
// What the reader marks: kept in this browser alone, by job_id. It leaves it only as a file that the reader saves.

// `storage`: where it is kept (null: nowhere, the browser refuses). `merged`: of ids that were merged, the id under which
// the job goes on. A mark is { mark: interesting, applied or hidden, seen, note, at }: `at` is when it was set.
function openMarks(storage, merged) {
  const KEY = "wupperjobs.marks", KIND = "wupperjobs marks", MARKS = ["interesting", "applied", "hidden"], LONGEST = 5000;
  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  let jobs = new Map(), employers = new Map(), visit = {}, isKept = storage !== null;

  // Only what is as it should be is taken: the file may be anybody's.
  function clean(one) {
    if (!isObject(one)) return null;
    const found = { at: typeof one.at === "string" ? one.at : "" };
    if (MARKS.includes(one.mark)) found.mark = one.mark;
    if (one.seen === true) found.seen = true;
    if (typeof one.note === "string" && one.note.trim()) found.note = one.note.slice(0, LONGEST);
    return found;
  }
  // Two jobs became one: what the later mark does not say, the earlier does.
  function join(one, other) {
    if (!one) return other;
    return one.at <= other.at ? { ...one, ...other } : { ...other, ...one };
  }
  function take(told) {
    if (!isObject(told) || told.kind !== KIND || !isObject(told.jobs)) return false;
    for (const [id, one] of Object.entries(told.jobs)) {
      const found = clean(one), own = jobs.get(id);
      if (found && !(own && own.at > found.at)) jobs.set(id, found);
    }
    for (const [name, at] of Object.entries(isObject(told.employers) ? told.employers : {})) if (typeof at === "string") employers.set(name, at);
    if (isObject(told.visit) && Number.isFinite(told.visit.newest)) visit = { newest: told.visit.newest, before: Number.isFinite(told.visit.before) ? told.visit.before : null };
    follow();
    return true;
  }
  function follow() {
    for (const [id, one] of [...jobs]) {
      const now = merged.get(id);
      if (!now || now === id) continue;
      jobs.delete(id);
      jobs.set(now, join(jobs.get(now), one));
    }
  }
  const tell = () => JSON.stringify({ kind: KIND, version: 1, jobs: Object.fromEntries(jobs), employers: Object.fromEntries(employers), visit });
  function keep() {
    if (!isKept) return;
    try { storage.setItem(KEY, tell()); } catch { isKept = false; }
  }
  try { take(JSON.parse(storage.getItem(KEY))); } catch { /* nothing was kept, or nothing may be */ }

  return {
    get isKept() { return isKept; },
    get employers() { return [...employers.keys()].sort(); },
    get ids() { return jobs; },
    of: (id) => jobs.get(id) || {},
    set(id, change) {
      const found = { ...jobs.get(id), ...change, at: new Date().toISOString() };
      for (const name of ["mark", "seen", "note"]) if (!found[name]) delete found[name];
      if (found.mark || found.seen || found.note) jobs.set(id, found); else jobs.delete(id);
      keep();
    },
    hideEmployer(name, isHidden) {
      if (isHidden) employers.set(name, new Date().toISOString()); else employers.delete(name);
      keep();
    },
    hides: (job) => jobs.get(job.job_id)?.mark === "hidden" || employers.has(job.employer),
    // What was the newest job at the visit before: the same snapshot looked at again is the same visit.
    begin(newest) {
      if (visit.newest === undefined || newest > visit.newest) visit = { newest, before: visit.newest ?? null };
      keep();
      return visit.before;
    },
    tell,
    take(text) {
      let told = null;
      try { told = JSON.parse(text); } catch { return false; }
      const own = { ...visit };
      const isTaken = take(told);
      if (own.newest !== undefined) visit = own;  // a visit is this browser's
      if (isTaken) keep();
      return isTaken;
    },
  };
}
