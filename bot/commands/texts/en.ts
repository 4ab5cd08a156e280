import type { CommandTexts } from "./texts.ts";

export const en: CommandTexts = {
  descriptions: {
    archive: "The archive of this server",
    commands: {
      fetch: "Fetch what is missing in the archive",
      status: "Show what is being fetched",
      stats: "Show what is archived",
    },
    channel: "Only this channel; without it the whole server",
  },
  notAllowed: "You need the permission “Manage Server” for this.",
  unknownGuild: "This server is not in the archive yet.",
  unknownChannel: "This channel cannot be fetched: it is not known, or it is a category.",
  failed: "That did not work. The bot’s log tells more.",
  fetchStarted: (taskId) => `The fetch has started (task ${taskId}).`,
  fetchOpen: (taskId) => `The same fetch is under way already (task ${taskId}).`,
  leftOut: (count) => `Channels the bot cannot read, left out: ${count}.`,
  statusTitle: "Under way",
  nothingOpen: "Nothing is being fetched.",
  taskLine: ({ id, place, status, percent }) => `${place}: ${status}, ${percent} (task ${id})`,
  wholeServer: "Whole server",
  statuses: {
    pending: "waiting",
    running: "running",
    paused: "paused",
    completed: "completed",
    warning: "completed with a warning",
    failed: "failed",
    cancelled: "cancelled",
  },
  moreOpen: (count) => `Open in all: ${count}.`,
  statsTitle: "Archived",
  messages: (count) => `Messages: ${count}`,
  channels: (complete, all) => `Complete channels and threads: ${complete} of ${all}`,
  lastFetched: (when) => `Last fetched: ${when}`,
  neverFetched: "Never fetched",
};
