// The charts of a report, as `Sources/Report/HTML/Chart.swift` draws them.

const secondsOfDay = 86_400;
const mostAuthors = 8;
const mostBars = 60;
const barSteps = [
  [secondsOfDay, "day"], [7 * secondsOfDay, "week"], [28 * secondsOfDay, "four weeks"], [364 * secondsOfDay, "52 weeks"],
];

/** A number with at most two decimals. */
function chartNumber(value) {
  const hundredths = Math.round(value * 100);
  const rest = hundredths % 100;
  const whole = Math.trunc(hundredths / 100);
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, "0")}`;
}

function barShape(x, y, height, value, most, style, isDown = false) {
  if (value <= 0 || most <= 0) return "";
  const size = Math.max(1, height * value / most);
  const top = isDown ? y : y + height - size;
  return `<rect class="${style}" x="${chartNumber(x + 1)}" y="${chartNumber(top)}" width="8" ` +
    `height="${chartNumber(size)}"/>`;
}

/** The authors of proofs that count, those of the most lines first; the rest as one. */
function authorsOf(rows) {
  const known = new Map();
  const seen = new Set();
  for (const { proof: { content }, check } of rows) {
    const name = check.commit === null ? "author not known here" : inert(looseUTF8(check.commit.author.name));
    if (!known.has(name)) known.set(name, { name, commits: 0, additions: 0, deletions: 0 });
    const author = known.get(name);
    author.commits += 1;
    if (content.patchID !== null && seen.has(content.patchID)) continue;
    if (content.patchID !== null) seen.add(content.patchID);
    author.additions += content.additions;
    author.deletions += content.deletions;
  }
  const lines = ({ additions, deletions }) => additions + deletions;
  const sorted = [...known.values()].sort((left, right) =>
    lines(right) - lines(left) || right.commits - left.commits || compareTexts(left.name, right.name));
  if (sorted.length <= mostAuthors) return sorted;
  const rest = { name: `${sorted.length - mostAuthors + 1} others`, commits: 0, additions: 0, deletions: 0 };
  for (const author of sorted.slice(mostAuthors - 1)) {
    for (const name of ["commits", "additions", "deletions"]) rest[name] += author[name];
  }
  return [...sorted.slice(0, mostAuthors - 1), rest];
}

function authorViews(rows) {
  const authors = authorsOf(rows);
  const most = Math.max(1, ...authors.map(({ additions, deletions }) => additions + deletions));
  return authors.map(({ name, commits, additions, deletions }) => {
    const [added, removed] = [additions, deletions].map((lines) => chartNumber(100 * lines / most));
    return {
      place: `The author ${inertShort(name, 80)}`, name: new ShownText(name, 200),
      commits: groupedNumber(commits), additions: groupedNumber(additions), deletions: groupedNumber(deletions),
      svg: '<svg class="author-plot" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">' +
        `<rect class="chart-add" width="${added}" height="10"/>` +
        `<rect class="chart-remove" x="${added}" width="${removed}" height="10"/></svg>`,
    };
  });
}

/** What was done in each stretch of time. */
function bucketsOf(rows) {
  const times = rows.map(({ proof }) => proof.content.authorTime);
  const first = times.reduce((least, time) => Math.min(least, time), times[0] ?? 0);
  const last = times.reduce((most, time) => Math.max(most, time), times[0] ?? 0);
  const [length, name] = barSteps.find(([length]) => Math.trunc((last - first) / length) < mostBars) ??
    [Math.trunc((last - first) / (mostBars - 1)) + 1, "step"];
  // Days begin at midnight, UTC.
  const start = first - (first % secondsOfDay + secondsOfDay) % secondsOfDay;
  const count = Math.max(7, Math.trunc((last - start) / length) + 1);
  const buckets = Array.from({ length: count }, () => ({ commits: 0, additions: 0, deletions: 0 }));
  const seen = new Set();
  for (const { proof: { content } } of rows) {
    const index = Math.min(Math.max(0, Math.trunc((content.authorTime - start) / length)), count - 1);
    buckets[index].commits += 1;
    if (content.isVouched || (content.patchID !== null && seen.has(content.patchID))) continue;
    if (content.patchID !== null) seen.add(content.patchID);
    buckets[index].additions += content.additions;
    buckets[index].deletions += content.deletions;
  }
  return { buckets, start, length, name };
}

/** The charts over time of proofs that count. */
function chartViews(rows) {
  const { buckets, start, length, name } = bucketsOf(rows);
  const end = start + buckets.length * length - 1;
  const most = (kind) => buckets.reduce((highest, bucket) => Math.max(highest, bucket[kind]), 0);
  const chart = (title, top, bottom, bars, text) => {
    let shapes = "";
    const summary = [];
    buckets.forEach((bucket, index) => {
      if (bucket.commits === 0) return;
      const words = `${formatTime(start + index * length).slice(0, 10)}: ${text(bucket)}`;
      shapes += `<g><title>${words}</title>${bars(bucket, index * 10)}</g>`;
      summary.push(words);
    });
    const label = `${title}, each bar a ${name}. ${summary.join("; ")}`;
    return {
      place: `The chart “${title}”`, title, subtitle: `Each bar is a ${name}`, top, bottom,
      svg: `<svg class="plot" viewBox="0 0 ${10 * buckets.length} 100" preserveAspectRatio="none" ` +
        `role="img" aria-label="${label}">${shapes}</svg>`,
      start: formatTime(start), startText: formatTime(start).slice(0, 10),
      end: formatTime(end), endText: formatTime(end).slice(0, 10),
    };
  };
  const [commits, added, removed] = ["commits", "additions", "deletions"].map(most);
  // The line between what was added and what was removed.
  const middle = 100 * added / Math.max(1, added + removed);
  return [
    chart("Commits over time", count(commits, "commit"), "0",
      (bucket, x) => barShape(x, 0, 100, bucket.commits, commits, "chart-1"),
      (bucket) => count(bucket.commits, "commit")),
    chart("Lines over time", `+${groupedNumber(added)}`, `−${groupedNumber(removed)}`,
      (bucket, x) => barShape(x, 0, middle, bucket.additions, Math.max(1, added), "chart-add") +
        barShape(x, middle, 100 - middle, bucket.deletions, Math.max(1, removed), "chart-remove", true),
      (bucket) => `+${groupedNumber(bucket.additions)} −${groupedNumber(bucket.deletions)} lines`),
  ];
}
