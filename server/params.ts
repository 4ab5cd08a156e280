/** Path parameters that several routes share. */
import { z } from "zod";
import { Id, RowId } from "../core/api/common.ts";

export const GuildParams = z.strictObject({ guildId: Id });
export const GuildChannelParams = z.strictObject({ guildId: Id, channelId: Id });
export const MessageParams = z.strictObject({ guildId: Id, channelId: Id, messageId: Id });
export const ChannelPersonParams = z.strictObject({ guildId: Id, channelId: Id, personId: Id });
export const WorkerParams = z.strictObject({ workerId: z.uuid() });
export const TaskParams = z.strictObject({ taskId: RowId });
export const SavedSearchParams = z.strictObject({ searchId: RowId });
export const ScheduleParams = z.strictObject({ scheduleId: RowId });
export const MirrorParams = z.strictObject({ mirrorId: RowId });
export const AccountParams = z.strictObject({ accountId: RowId });
export const LoginParams = z.strictObject({ loginId: RowId });
export const ErrandParams = z.strictObject({ errandId: RowId });
export const BatchParams = z.strictObject({ batchId: z.uuid() });
export const TargetParams = z.strictObject({ targetId: RowId });
export const GuildTargetParams = z.strictObject({ guildId: Id, targetId: RowId });
export const PersonParams = z.strictObject({ guildId: Id, personId: Id });
export const ErasureParams = z.strictObject({ erasureId: RowId });
export const ForgottenParams = z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) });
export const MediaParams = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
