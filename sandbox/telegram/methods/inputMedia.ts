import type { Call } from "../core.ts";
import { badRequest } from "../errors.ts";
import { imageSize } from "../files/imageSize.ts";
import type { Tl } from "../tl/writer.ts";
import { fileAccessHash } from "../wire/access.ts";
import type { FileFacts, FileKind, Media } from "../world/facts.ts";

/** The media a client sends: uploaded now, or on the server already. */
export function takeMedia(call: Call, input: Tl): Media {
  switch (input._) {
    case "inputMediaUploadedPhoto":
      return { kind: "file", file: uploadedPhoto(call, input.file as Tl), spoiler: input.spoiler === true };
    case "inputMediaUploadedDocument":
      return { kind: "file", file: uploadedDocument(call, input), spoiler: input.spoiler === true };
    case "inputMediaPhoto":
    case "inputMediaDocument":
      return { kind: "file", file: knownFile(call, input.id as Tl), spoiler: input.spoiler === true };
    case "inputMediaPoll": {
      const poll = input.poll as Tl;
      const answers = (poll.answers as Tl[]).map(({ text }) => (text as Tl).text as string);
      if (answers.length < 2) throw badRequest("POLL_ANSWERS_INVALID");
      const question = (poll.question as Tl).text as string;
      const id = call.core.randomLong();
      return {
        kind: "poll",
        poll: { id, question, answers, votes: answers.map(() => 0), closed: false, quiz: poll.quiz === true },
      };
    }
    case "inputMediaGeoPoint": {
      const point = input.geo_point as Tl;
      return { kind: "geo", latitude: point.lat as number, longitude: point.long as number };
    }
    case "inputMediaContact":
      return {
        kind: "contact",
        phone: input.phone_number as string,
        firstName: input.first_name as string,
        userId: 0n,
      };
    case "inputMediaDice":
      return { kind: "dice", value: 4, emoticon: input.emoticon as string };
    default:
      throw badRequest("MEDIA_INVALID");
  }
}

function uploadedPhoto(call: Call, inputFile: Tl): FileFacts {
  const { core, account } = call;
  const bytes = core.files.takeUpload(account.user.id, inputFile);
  const size = imageSize(bytes);
  if (!size) throw badRequest("PHOTO_EXT_INVALID");
  return core.files.store({ ...blank(call, bytes), kind: "photo", mime: "image/jpeg", ...size });
}

function uploadedDocument(call: Call, input: Tl): FileFacts {
  const { core, account } = call;
  const bytes = core.files.takeUpload(account.user.id, input.file as Tl);
  const attributes = input.attributes as Tl[];
  const find = (name: string) => attributes.find(({ _ }) => _ === `documentAttribute${name}`);
  const video = find("Video");
  const audio = find("Audio");
  const sticker = find("Sticker");
  const name =
    (find("Filename")?.file_name as string | undefined) ?? ((input.file as Tl).name as string | undefined);
  const size = find("ImageSize") ?? video;
  let kind: FileKind = "file";
  if (find("Animated")) kind = "gif";
  else if (video) kind = video.round_message ? "round" : "video";
  else if (audio) kind = audio.voice ? "voice" : "audio";
  else if (sticker) kind = "sticker";
  return core.files.store({
    ...blank(call, bytes),
    kind,
    mime: input.mime_type as string,
    name: name && name !== "" ? name : null,
    width: (size?.w as number | undefined) ?? 0,
    height: (size?.h as number | undefined) ?? 0,
    seconds: Number(video?.duration ?? audio?.duration ?? 0),
    emoji: (sticker?.alt as string | undefined) ?? null,
  });
}

function blank({ core, account }: Call, bytes: Buffer) {
  return {
    name: null,
    sizeBytes: bytes.length,
    width: 0,
    height: 0,
    seconds: 0,
    dcId: account.dcId,
    dateS: Math.floor(core.now() / 1_000),
    bytes,
    emoji: null,
  };
}

function knownFile({ core }: Call, input: Tl): FileFacts {
  core.files.checkReference(input.file_reference as Buffer);
  const file = core.files.find(input.id as bigint);
  if (!file || input.access_hash !== fileAccessHash(file.id)) throw badRequest("MEDIA_INVALID");
  return file;
}
