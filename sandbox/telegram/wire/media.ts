/** Files, polls and previews as they are sent. */

import { photoParts } from "../files/photos.ts";
import type { Tl } from "../tl/writer.ts";
import type { FileFacts, Media, PollFacts } from "../world/facts.ts";
import { fileAccessHash } from "./access.ts";

/** Makes the reference by which a file of a message may be fetched for now. */
export type ReferenceMaker = (file: FileFacts) => Buffer;

export function toMedia(media: Media, referenceOf: ReferenceMaker): Tl {
  switch (media.kind) {
    case "file":
      return toFileMedia(media.file, media.spoiler, referenceOf);
    case "poll":
      return toPoll(media.poll);
    case "geo": {
      const geo = { _: "geoPoint", long: media.longitude, lat: media.latitude, access_hash: 1n };
      return { _: "messageMediaGeo", geo };
    }
    case "contact":
      return {
        _: "messageMediaContact",
        phone_number: media.phone,
        first_name: media.firstName,
        last_name: "",
        vcard: "",
        user_id: media.userId,
      };
    case "dice":
      return { _: "messageMediaDice", value: media.value, emoticon: media.emoticon };
    case "page":
      return { _: "messageMediaWebPage", webpage: toPage(media) };
    case "unsupported":
      return { _: "messageMediaUnsupported" };
  }
}

function toPage({ url, title, description }: Extract<Media, { kind: "page" }>): Tl {
  const id = BigInt(url.length * 7_919 + title.length);
  const display_url = url.replace(/^https:\/\//, "");
  return {
    _: "webPage",
    id,
    url,
    display_url,
    hash: 0,
    type: "article",
    site_name: "Lantern Notes",
    title,
    description,
  };
}

function toPoll(poll: PollFacts): Tl {
  const text = (words: string) => ({ _: "textWithEntities", text: words, entities: [] });
  const options = poll.answers.map((_, i) => Buffer.from([i]));
  return {
    _: "messageMediaPoll",
    poll: {
      _: "poll",
      id: poll.id,
      closed: poll.closed,
      quiz: poll.quiz,
      question: text(poll.question),
      answers: poll.answers.map((answer, i) => ({ _: "pollAnswer", text: text(answer), option: options[i] })),
    },
    results: toPollResults(poll),
  };
}

/** Votes as they stand in messages and updates. */
export function toPollResults({ votes }: PollFacts): Tl {
  return {
    _: "pollResults",
    results: votes.map((voters, i) => ({ _: "pollAnswerVoters", option: Buffer.from([i]), voters })),
    total_voters: votes.reduce((sum, count) => sum + count, 0),
  };
}

function toFileMedia(file: FileFacts, spoiler: boolean, referenceOf: ReferenceMaker): Tl {
  if (file.kind === "photo") return { _: "messageMediaPhoto", spoiler, photo: toPhoto(file, referenceOf) };
  return {
    _: "messageMediaDocument",
    spoiler,
    video: file.kind === "video",
    round: file.kind === "round",
    voice: file.kind === "voice",
    document: toDocument(file, referenceOf),
  };
}

export function toPhoto(file: FileFacts, referenceOf: ReferenceMaker): Tl {
  return {
    _: "photo",
    id: file.id,
    access_hash: fileAccessHash(file.id),
    file_reference: referenceOf(file),
    date: file.dateS,
    sizes: [
      { _: "photoStrippedSize", type: "i", bytes: Buffer.from([1, 30, 40, file.seed & 0xff, 7, 7, 7]) },
      ...photoParts(file).map(({ type, width, height, sizeBytes, steps }) =>
        steps
          ? { _: "photoSizeProgressive", type, w: width, h: height, sizes: steps }
          : { _: "photoSize", type, w: width, h: height, size: sizeBytes },
      ),
    ],
    dc_id: file.dcId,
  };
}

export function toDocument(file: FileFacts, referenceOf: ReferenceMaker): Tl {
  return {
    _: "document",
    id: file.id,
    access_hash: fileAccessHash(file.id),
    file_reference: referenceOf(file),
    date: file.dateS,
    mime_type: file.mime,
    size: BigInt(file.sizeBytes),
    dc_id: file.dcId,
    attributes: attributesOf(file),
  };
}

function attributesOf(file: FileFacts): Tl[] {
  const { width: w, height: h, seconds: duration } = file;
  const name = file.name === null ? [] : [{ _: "documentAttributeFilename", file_name: file.name }];
  const video = { _: "documentAttributeVideo", duration, w, h, supports_streaming: true };
  switch (file.kind) {
    case "video":
      return [video, ...name];
    case "round":
      return [{ _: "documentAttributeVideo", duration, w, h, round_message: true }];
    case "gif":
      return [video, { _: "documentAttributeAnimated" }, ...name];
    case "voice":
      return [
        { _: "documentAttributeAudio", voice: true, duration, waveform: Buffer.alloc(63, file.seed & 0xff) },
      ];
    case "audio":
      return [
        { _: "documentAttributeAudio", duration, title: "Evening walk", performer: "North Wind" },
        ...name,
      ];
    case "sticker":
      return [
        { _: "documentAttributeImageSize", w, h },
        { _: "documentAttributeSticker", alt: file.emoji ?? "", stickerset: { _: "inputStickerSetEmpty" } },
        ...name,
      ];
    default:
      return [...(w > 0 ? [{ _: "documentAttributeImageSize", w, h }] : []), ...name];
  }
}
