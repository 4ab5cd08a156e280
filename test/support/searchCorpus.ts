/** Messages in several languages, as unlike one another as people write, and queries made of pieces of them. Repeatable. */
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";

/** Numbers in [0, 1) from a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const words: Record<"latin" | "cyrillic", readonly string[]> = {
  latin:
    "the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were we when your can said there use an each which she do how their if will up other about out many then them these so some her would make like him into time has look two more write go see number no way could people my than first water been call who oil its now find long down day did get come made may part Café résumé naïve Straße größe Übung jalapeño Æsir Łódź señor façade crème brûlée piñata Zürich smörgåsbord élève Øresund".split(
      " ",
    ),
  cyrillic:
    "и в не на я быть он с что а по это она этот к но они мы весь который из у от ещё моё твой ёлка ещё́ сервер чат сообщение картинка привет пока спасибо пожалуйста когда где зачем почему йод йога Київ їжак".split(
      " ",
    ),
};
const dense: readonly string[] = [
  "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长",
  "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをんアイウエオカキクケコがぎぐげごパピプペポー日本語東京",
  "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허한국말서버메시지안녕하세요",
  "กขคงจฉชซญดตถทนบปผฝพฟภมยรลวศสหอฮะาิีึืุูเแโใไ่้",
];
const emoji = ["😀", "👍🏽", "❤️", "🔥", "👨‍👩‍👧", "🇷🇺", "1️⃣"];
const punctuation = [" ", " ", " ", " ", ", ", ". ", "! ", " - ", "…", "\n", "、", "。"];

export interface CorpusMessage extends ArchiveMessage {
  channelId: string;
}

export interface CorpusPlaces {
  channelIds: readonly string[];
  authorIds: readonly string[];
  /** From a message to the next one: a search looks through time in stretches, each of which should hold some. */
  stepMs: number;
}

const startMs = Date.parse("2023-01-01T00:00:00Z");

/** Message `i` of a corpus. Its time grows with `i`; several share one. */
export function corpusMessage(
  random: () => number,
  i: number,
  { channelIds, authorIds, stepMs }: CorpusPlaces,
): CorpusMessage {
  const createdAt = new Date(startMs + Math.floor(i / 3) * 3 * stepMs);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const channelId = pick(channelIds);
  const content =
    speak(random) +
    (random() < 0.04 ? ` https://Example${Math.floor(random() * 5)}.com/a_${Math.floor(random() * 40)}` : "");
  return {
    channelId,
    id: String(1_000_000_000_000_000_000n + BigInt(i)),
    authorId: random() < 0.01 ? null : pick(authorIds),
    kind: "default",
    content: random() < 0.02 ? `${content} <@${pick(authorIds)}>` : content,
    createdAt,
    editedAt: random() < 0.05 ? new Date(createdAt.getTime() + 5_000) : null,
    replyToId: random() < 0.1 ? "1000000000000000000" : null,
    topicId: null,
    albumId: null,
    extra:
      random() < 0.03
        ? { embeds: [{ title: speak(random), fields: [{ name: "n", value: speak(random) }] }] }
        : null,
    attachments:
      random() < 0.05
        ? [
            {
              id: String(i),
              fileName: `${pick(words.latin)}_${i}.png`,
              contentType: "image/png",
              sizeBytes: 1,
              width: 1,
              height: 1,
              durationSeconds: null,
              description: null,
              isSpoiler: false,
              url: "https://cdn.example/x.png",
            },
          ]
        : [],
    reactions: [],
  };
}

/** A few words, frequent ones oftener. */
function speak(random: () => number): string {
  const skewed = (length: number) => Math.floor(length * random() ** 2);
  const kind = random();
  const parts: string[] = [];
  const count = 1 + Math.floor(random() * 9);
  const letters = dense[Math.floor(random() * dense.length)] ?? "";
  for (let k = 0; k < count; k++) {
    if (kind < 0.4) parts.push(words.latin[skewed(words.latin.length)] ?? "");
    else if (kind < 0.6) parts.push(words.cyrillic[skewed(words.cyrillic.length)] ?? "");
    else for (let n = 0; n < 3; n++) parts.push(letters[skewed(letters.length)] ?? "");
    if (random() < 0.05) parts.push(emoji[Math.floor(random() * emoji.length)] ?? "");
    if (kind < 0.6 || random() < 0.1)
      parts.push(punctuation[Math.floor(random() * punctuation.length)] ?? " ");
    if (kind >= 0.6 && random() < 0.05) parts.push(words.latin[skewed(words.latin.length)] ?? "");
  }
  const said = parts.join("");
  return random() < 0.1 ? said.toUpperCase() : random() < 0.1 ? said.normalize("NFD") : said;
}
