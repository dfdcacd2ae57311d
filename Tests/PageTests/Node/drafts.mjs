// What the library drafts and calls admissible is what the program relay admits, and nothing else.
//
//     node drafts.mjs [COUNT [SEED]]       relay is $RELAY or on the PATH

import { loadLibrary, Tally } from "./library.mjs";
import { askRelay, makeTar, relayVersion } from "./oracle.mjs";
import { commitsOf } from "./commits.mjs";
import { Dice, keys } from "./signing.mjs";
import { Story } from "./story.mjs";

const count = Number(process.argv[2] ?? 15);
const seed = Number(process.argv[3] ?? 1);
const library = loadLibrary([
  "offersTo", "draft", "admissible", "sentenceFor", "releaseFor", "decidable",
]);
const tally = new Tally();
const tried = { admissible: 0, refused: 0 };

/** A story in which everything but the first record is drafted by the library. */
class DraftedStory extends Story {
  pending = [];

  add(type, key, members) {
    if (!this.view || type === "x_unknown") {
      if (!this.view) super.add(type, key, members);
      return;
    }
    let draft;
    try {
      draft = library.draft(this.view, type, members, key.blob, 1_772_366_400 + this.second++);
    } catch (error) {
      if (!(error instanceof library.RelayError)) throw error;
      return;
    }
    const reason = library.admissible(this.view, draft.line, key.blob);
    const path = library.recordPath(draft.id);
    const bytes = new Uint8Array(Buffer.concat([draft.line, key.sign(draft.line)]));
    this.files.set(path, bytes);
    this.records.push({ id: draft.id, path, bytes, payload: library.parseRecord(bytes).members });
    this.pending.push({ path, type, reason });
  }

  /** Takes what relay does not admit out again. */
  async compare(number) {
    const pending = this.pending.splice(0);
    if (pending.length === 0) return;
    const { findings } = await askRelay(makeTar(this.files), {});
    const refused = new Map(findings.map((one) => JSON.parse(one)).map((one) => [one[0], one[2]]));
    for (const { path, type, reason } of pending) {
      tried[reason === null ? "admissible" : "refused"]++;
      tally.check(
        refused.has(path) === (reason !== null),
        `story ${number}, ${type}: page: ${reason}, relay: ${refused.get(path)}`);
      if (!refused.has(path)) continue;
      this.files.delete(path);
      this.records = this.records.filter((record) => record.path !== path);
    }
    await this.look();
  }
}

/** The client's decisions as a page makes them: sentence and release from the library. */
function decideAsPage(story, dice) {
  const { view } = story;
  for (const { number } of view.milestones) {
    const client = view.parties.find(({ role, fingerprint }) => role === "client" && fingerprint);
    const key = Object.values(keys).find(({ fingerprint }) => fingerprint === client?.fingerprint);
    const verdict = dice.pick(["approved", "rejected"]);
    const isApproving = verdict === "approved";
    const submission = key && library.decidable(view, number, key.fingerprint, isApproving);
    if (!submission) continue;
    const release = isApproving ? library.releaseFor(view, submission) : null;
    const sentence = library.sentenceFor(view, submission, { verdict, release });
    story.add("decision", key, { submission, verdict, release, sentence, feedback: "Thank you" });
    return true;
  }
  return false;
}

console.log(relayVersion());
const commits = commitsOf();
let decisions = 0;
for (let number = 0; number < count; number++) {
  const dice = new Dice(seed * 7_919 + number);
  const story = new DraftedStory(library, dice, commits);
  await story.look();
  if (story.view.problem) continue;
  for (let step = 0; step < 30; step++) {
    if (dice.chance(0.3) && decideAsPage(story, dice)) decisions++;
    else await story.step();
    await story.compare(number);
  }
}
console.log(`  admissible ${tried.admissible}, refused ${tried.refused}, decisions ${decisions}`);
const isTried = tried.admissible > 0 && tried.refused > 0 && (decisions > 0 || count < 15);
tally.check(isTried, "nothing was tried");
tally.finish();
