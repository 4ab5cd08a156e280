/** What a command does, and its answer. Knows rows, no platform. */
import { StartFetchInput } from "../../core/api/tasks.ts";
import { getGuild, startFetch } from "../../core/console/startFetch.ts";
import { summarizeGuild } from "../../core/console/summary.ts";
import { listTasks } from "../../core/console/taskList.ts";
import { AppError } from "../../core/errors.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import type { CommandInvocation } from "../platforms/commandFeed.ts";
import { type CommandTexts, commandTexts } from "./texts/texts.ts";

export interface CommandDeps {
  db: Queryable;
  /** How long a silent worker counts as live. */
  aliveSeconds: number;
}

type Asked = Omit<CommandInvocation, "answer">;

/** How many open tasks an answer names. */
const mostNamed = 10;
/** Days a summary looks back; the answer says nothing of them. */
const summaryDays = 1;

/** Does what was asked and returns the answer. Throws what is nobody's mistake: a database that is away. */
export async function runCommand(deps: CommandDeps, asked: Asked): Promise<string> {
  const texts = commandTexts[asked.language];
  if (!asked.mayManage) return texts.notAllowed;
  try {
    switch (asked.name) {
      case "fetch":
        return await fetch(deps, asked, texts);
      case "status":
        return await status(deps, asked, texts);
      case "stats":
        return await stats(deps, asked, texts);
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "unknown_guild") return texts.unknownGuild;
    if (error.code === "unknown_channel" || error.code === "invalid_input") return texts.unknownChannel;
    return texts.failed;
  }
}

// Whoever invokes a command is in the guild: it is theirs to see, demonstration or not.
const scopeOf = ({ aliveSeconds }: CommandDeps) => ({ includeDemo: true, aliveSeconds });
const counted = ({ language }: Asked, count: number) => new Intl.NumberFormat(language).format(count);

async function fetch(deps: CommandDeps, asked: Asked, texts: CommandTexts): Promise<string> {
  const input = StartFetchInput.parse(asked.channelId === null ? {} : { channelIds: [asked.channelId] });
  const scope = { ...scopeOf(deps), startedBy: `discord:${asked.userId}` };
  const { task, created, leftOut } = await startFetch(deps.db, asked.guildId, input, scope);
  return [
    created ? texts.fetchStarted(task.id) : texts.fetchOpen(task.id),
    ...(leftOut.count > 0 ? [texts.leftOut(counted(asked, leftOut.count))] : []),
  ].join("\n");
}

async function status(deps: CommandDeps, asked: Asked, texts: CommandTexts): Promise<string> {
  const guild = await getGuild(deps.db, asked.guildId, true);
  const { tasks, counts } = await listTasks(
    deps.db,
    { guildId: guild.id, status: ["running", "pending", "paused"], limit: mostNamed },
    scopeOf(deps),
  );
  if (tasks.length === 0) return texts.nothingOpen;
  const percent = new Intl.NumberFormat(asked.language, { style: "percent" });
  const open = counts.running + counts.pending + counts.paused;
  return [
    `**${texts.statusTitle}**`,
    ...tasks.map((task) =>
      texts.taskLine({
        id: task.id,
        place: task.channelId === null ? texts.wholeServer : `<#${task.channelId}>`,
        status: texts.statuses[task.status],
        percent: percent.format(task.progress),
      }),
    ),
    ...(open > tasks.length ? [texts.moreOpen(counted(asked, open))] : []),
  ].join("\n");
}

async function stats(deps: CommandDeps, asked: Asked, texts: CommandTexts): Promise<string> {
  const guild = await getGuild(deps.db, asked.guildId, true);
  const summary = await summarizeGuild(deps.db, guild, summaryDays);
  const { channels, messageCount, lastFetchedAt } = summary;
  const all = Object.values(channels).reduce((sum, count) => sum + count, 0);
  return [
    `**${texts.statsTitle}**`,
    texts.messages(counted(asked, messageCount)),
    texts.channels(counted(asked, channels.complete), counted(asked, all)),
    // Discord shows it in the reader's own time zone.
    lastFetchedAt === null
      ? texts.neverFetched
      : texts.lastFetched(`<t:${Math.floor(Date.parse(lastFetchedAt) / 1_000)}:f>`),
  ].join("\n");
}
