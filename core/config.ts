/** The one place that knows the names, units and defaults of all settings. */
import { resolve } from "node:path";
import { z } from "zod";
import { readEnvironment } from "./environment.ts";

/** Settings that cannot be used as they stand. `message` names each variable and what it should be. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

const port = z.coerce.number().int().min(1).max(65_535);
const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be a URL such as ${example}` });
const flag = z
  .enum(["0", "1", "true", "false", "on", "off"], { error: "must be on or off" })
  .transform((value) => value === "1" || value === "true" || value === "on");
const key = z
  .base64({ error: "must be 32 bytes in base64" })
  .refine((value) => Buffer.from(value, "base64").length === 32, { error: "must be 32 bytes in base64" });

const variables = z.object({
  DATABASE_URL: url(/^postgres(ql)?$/, "postgres://user:password@host:5432/discord_stats").optional(),
  DATABASE_URL_LISTEN: url(/^postgres(ql)?$/, "postgres://user:password@host:5432/discord_stats").optional(),
  DATABASE_URL_READ: url(/^postgres(ql)?$/, "postgres://user:password@replica:5432/discord_stats").optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(16),
  HOST: z.string().default("127.0.0.1"),
  PORT: port.default(3008),
  CLIENT_HOST: z.string().default("0.0.0.0"),
  CLIENT_PORT: port.default(3000),
  PUBLIC_URL: url(/^https?$/, "https://backscroll.example.org").optional(),
  DATA_DIR: z.string().default("data"),
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_API_BASE: url(/^https?$/, "https://discord.com/api").default("https://discord.com/api"),
  DISCORD_CDN_BASE: url(/^https?$/, "https://cdn.discordapp.com").default("https://cdn.discordapp.com"),
  DISCORD_RATE_LIMIT: flag.default(true),
  BACKSCROLL_DEMO: flag.default(false),
  TASK_POLL_INTERVAL_MS: z.coerce.number().int().min(1000).max(60_000).default(5000),
  TASK_CONCURRENCY: z.coerce.number().int().min(1).max(500).default(128),
  TASK_LEASE_SECONDS: z.coerce.number().int().min(2).max(3600).default(60),
  ENCRYPTION_KEY: key.optional(),
  SECRET_KEY: key.optional(),
  TG_BACK_BOOTSTRAP_ACCESS_PASSWORD: z.string().min(8, "must have at least 8 characters").optional(),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  LOG_LANGUAGE: z.enum(["zh-Hant", "en"]).default("zh-Hant"),
});

/** The names of all settings, for the check of `.env.example`. */
export const variableNames: readonly string[] = Object.keys(variables.shape);

/** Settings as the processes use them; defaults applied, one field per environment variable. */
export interface Config {
  /** The main database. Null only when it is not configured and nothing embedded was started. */
  databaseUrl: string | null;
  /** A direct connection for LISTEN; the main database unless a transaction pooler stands before it. */
  databaseUrlListen: string | null;
  /** Where read-only queries of the API go: a replica, or the main database. */
  databaseUrlRead: string | null;
  databasePoolSize: number;
  api: { host: string; port: number; publicUrl: string | null; trustedProxies: number };
  client: { host: string; port: number };
  /** Absolute path. */
  dataDir: string;
  /** `paced`: keep Discord's limits on our own account, not only by its answers. */
  discord: { token: string | null; apiBase: string; cdnBase: string; paced: boolean };
  /** True when the account belongs to the built-in sandbox. */
  demo: boolean;
  tasks: { pollIntervalMs: number; concurrency: number; leaseSeconds: number };
  /** 32 bytes in base64; null until generated. Never log these two. */
  encryptionKey: string | null;
  secretKey: string | null;
  bootstrapPassword: string | null;
  log: { level: string; language: "zh-Hant" | "en" };
}

/**
 * Reads and checks the settings in `environment`; empty values count as not set.
 * Throws ConfigError naming every variable that cannot be used.
 */
export function parseConfig(environment: NodeJS.ProcessEnv, directory = process.cwd()): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
    throw new ConfigError(`Settings cannot be used: ${lines.join("; ")}.`);
  }
  const v = parsed.data;
  return {
    databaseUrl: v.DATABASE_URL ?? null,
    databaseUrlListen: v.DATABASE_URL_LISTEN ?? v.DATABASE_URL ?? null,
    databaseUrlRead: v.DATABASE_URL_READ ?? v.DATABASE_URL ?? null,
    databasePoolSize: v.DATABASE_POOL_SIZE,
    api: { host: v.HOST, port: v.PORT, publicUrl: v.PUBLIC_URL ?? null, trustedProxies: v.TRUSTED_PROXIES },
    client: { host: v.CLIENT_HOST, port: v.CLIENT_PORT },
    dataDir: resolve(directory, v.DATA_DIR),
    discord: {
      token: v.DISCORD_TOKEN ?? null,
      apiBase: v.DISCORD_API_BASE,
      cdnBase: v.DISCORD_CDN_BASE,
      paced: v.DISCORD_RATE_LIMIT,
    },
    demo: v.BACKSCROLL_DEMO,
    tasks: {
      pollIntervalMs: v.TASK_POLL_INTERVAL_MS,
      concurrency: v.TASK_CONCURRENCY,
      leaseSeconds: v.TASK_LEASE_SECONDS,
    },
    encryptionKey: v.ENCRYPTION_KEY ?? null,
    secretKey: v.SECRET_KEY ?? null,
    bootstrapPassword: v.TG_BACK_BOOTSTRAP_ACCESS_PASSWORD ?? null,
    log: { level: v.LOG_LEVEL, language: v.LOG_LANGUAGE },
  };
}

/** The settings of this process: environment and files (see environment.ts) below `directory`. */
export function loadConfig(directory = process.cwd()): Config {
  return parseConfig(readEnvironment(process.env, directory), directory);
}
