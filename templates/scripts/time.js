// Times as records hold them: UTC to the second, `2026-11-23T22:27:09Z`.

const earliestSecond = -62_135_596_800;
const latestSecond = 253_402_300_799;

/** Seconds since 1970 of exactly `YYYY-MM-DDTHH:MM:SSZ` for a time that exists; else null. */
function parseTime(text) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(text)) return null;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return null;
  const seconds = milliseconds / 1000;
  // Writing it again catches 30 February and hour 24.
  return seconds >= earliestSecond && formatTime(seconds) === text ? seconds : null;
}

/** The time as records hold it; outside the years 1 to 9999 the nearest one inside. */
function formatTime(seconds) {
  const inside = Math.min(Math.max(seconds, earliestSecond), latestSecond);
  return `${new Date(inside * 1000).toISOString().slice(0, 19)}Z`;
}
