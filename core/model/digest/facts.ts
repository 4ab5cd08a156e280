/** What a weekly digest tells: figures as they were when it was made. Written into its notification as JSON. */

/** A figure and what it was in the week before. */
export interface Moved {
  now: number;
  before: number;
}

export interface DigestPlace {
  /** As its people named it. */
  name: string;
  messages: number;
  before: number;
}

export interface DigestFacts {
  guildName: string;
  /** First and last day, YYYY-MM-DD in the server's zone. */
  from: string;
  to: string;
  messages: Moved;
  people: Moved;
  newPeople: number;
  replies: Moved;
  /** Null where the platform does not tell who comes and goes, or nothing was heard of it. */
  joins: number | null;
  leaves: number | null;
  /** At most five of each, most first. */
  channels: DigestPlace[];
  threads: DigestPlace[];
  archive: {
    /** Archived share of everything, 0 to 1. */
    completeness: number;
    /** Channels of which messages of this week are missing. */
    missingChannels: number;
    /** Tasks of the server that failed within the week. */
    failedTasks: number;
  };
}
