/**
 * What people of one language say. Texts may contain slots in braces, filled when a message is made:
 * {n} a small number, {v} a version, {issue} an issue number, {time} a time of day, {link} a URL,
 * {who} a mention of someone in the conversation, {chan} a channel mention, {ts} a Discord timestamp,
 * {e} a custom emoji, and {food}, {city}, {day} from the lists here.
 */
export interface CorpusSource {
  /** Conversations of at most six lines, each "a text" or "b>0 text": speaker, line replied to, text. */
  dialogues: readonly (readonly string[])[];
  /** What stands by itself. */
  lines: readonly string[];
  /** What is said of a picture. */
  captions: readonly string[];
  /** What is said in announcement channels; the lines where a language has none. */
  news?: readonly string[];
  /** Subjects of threads and forum posts. */
  titles: readonly string[];
  /** Question first, then two to five answers. */
  polls: readonly (readonly string[])[];
  food: readonly string[];
  city: readonly string[];
  day: readonly string[];
}

/** A text cut at its slots: even places are literal, odd places are slot names. */
export type Template = readonly string[];

interface DialogueLine {
  /** 0-based number of the speaker within the conversation. */
  speaker: number;
  /** The line of the same conversation this one answers by Discord's reply, or -1. */
  replyTo: number;
  text: Template;
}

export interface Corpus {
  dialogues: readonly (readonly DialogueLine[])[];
  lines: readonly Template[];
  captions: readonly Template[];
  news: readonly Template[];
  titles: readonly string[];
  polls: readonly (readonly string[])[];
  food: readonly string[];
  city: readonly string[];
  day: readonly string[];
}

/** Cuts a source's texts once, so that making a message is only joining strings. Throws on a bad line. */
export function compileCorpus(source: CorpusSource): Corpus {
  return {
    ...source,
    dialogues: source.dialogues.map((lines) => lines.map(parseLine)),
    lines: source.lines.map(parseTemplate),
    captions: source.captions.map(parseTemplate),
    news: (source.news ?? source.lines).map(parseTemplate),
  };
}

function parseTemplate(text: string): Template {
  return text.split(/\{(\w+)\}/);
}

function parseLine(line: string): DialogueLine {
  const match = /^([a-d])(?:>(\d))? (.+)$/s.exec(line);
  if (!match) throw new SyntaxError(`Not a line of a conversation: ${line}`);
  const [, speaker = "a", replyTo, text = ""] = match;
  return {
    speaker: speaker.charCodeAt(0) - 97,
    replyTo: replyTo === undefined ? -1 : Number(replyTo),
    text: parseTemplate(text),
  };
}
