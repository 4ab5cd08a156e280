/** A digest in words: for the notification, and for its preview in the console. Pure and browser-safe. */
import type { Language } from "../notification.ts";
import type { DigestFacts, DigestPlace, Moved } from "./facts.ts";
import { quoted } from "./quoted.ts";
import { type DigestTexts, digestTexts } from "./texts.ts";

/** Plain text; people's own words in it are quoted. */
export interface Digest {
  /** Something is missing or failed. */
  isTroubled: boolean;
  title: string;
  lines: string[];
}

export function renderDigest(facts: DigestFacts, language: Language): Digest {
  const texts = digestTexts[language];
  const number = (count: number) => new Intl.NumberFormat(language).format(count);
  const change = (moved: Moved) => changeOf(moved, texts, language);
  const { messages, people, replies, newPeople, joins, leaves, archive } = facts;
  const isQuiet = messages.now === 0 && messages.before === 0;
  return {
    isTroubled: archive.missingChannels > 0 || archive.failedTasks > 0,
    title: texts.title(quoted(facts.guildName), daysOf(facts, language)),
    lines: [
      ...(isQuiet
        ? [texts.silent]
        : [
            texts.messages(number(messages.now), change(messages)),
            texts.people(number(people.now), change(people), number(newPeople)),
            ...(replies.now + replies.before > 0
              ? [texts.replies(number(replies.now), change(replies))]
              : []),
          ]),
      ...(joins !== null && leaves !== null ? [texts.comings(number(joins), number(leaves))] : []),
      ...places(texts.channels, facts.channels, texts, language),
      ...places(texts.threads, facts.threads, texts, language),
      archive.completeness >= 1
        ? texts.complete
        : texts.completeness(shareOf(archive.completeness, language)),
      ...(archive.missingChannels > 0 ? [texts.missing(number(archive.missingChannels))] : []),
      ...(archive.failedTasks > 0 ? [texts.failed(number(archive.failedTasks))] : []),
    ],
  };
}

function places(
  heading: string,
  list: readonly DigestPlace[],
  texts: DigestTexts,
  language: Language,
): string[] {
  if (list.length === 0) return [];
  return [
    heading,
    ...list.map(({ name, messages, before }) => {
      const moved = before === 0 ? texts.fresh : changeOf({ now: messages, before }, texts, language);
      return `• ${quoted(name)}: ${new Intl.NumberFormat(language).format(messages)} (${moved})`;
    }),
  ];
}

/** "+12 %", "−3 %"; in words where there is nothing to compare with or nothing moved. */
function changeOf({ now, before }: Moved, texts: DigestTexts, language: Language): string {
  if (now === before) return texts.same;
  if (before === 0) return texts.none;
  return new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 0,
    signDisplay: "exceptZero",
  }).format(now / before - 1);
}

/** Never 100 % while something is missing. */
const shareOf = (share: number, language: Language): string =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(
    Math.min(share, 0.999),
  );

function daysOf({ from, to }: DigestFacts, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  return format.formatRange(new Date(`${from}T12:00:00Z`), new Date(`${to}T12:00:00Z`));
}
