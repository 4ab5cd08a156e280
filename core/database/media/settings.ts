/** Which kinds of files are downloaded: a setting of the installation. */
import { z } from "zod";
import { type FileKind, fileKinds } from "../../model/media.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { findSetting, putSetting } from "../settings/settings.ts";

const key = "media";

export interface MediaSettings {
  /** Downloaded; what is missing is noted all the same, and fetched once its kind is switched on. */
  kinds: readonly FileKind[];
}

/** Everything: what is not fetched today may be gone tomorrow. */
const Stored = z.object({ kinds: z.array(z.enum(fileKinds)) }).catch({ kinds: [...fileKinds] });

/** The setting, or everything when it was never set or makes no sense. */
export async function readMediaSettings(db: Queryable): Promise<MediaSettings> {
  return Stored.parse(await findSetting(db, key));
}

/** Sets it; running tasks go by what they read when they began. */
export async function writeMediaSettings(db: Queryable, settings: MediaSettings): Promise<void> {
  await putSetting(db, key, settings);
}
