/** The one place that knows the names, units and defaults of all settings. */
import { join, resolve } from "node:path";
import { z } from "zod";
import { isNetwork } from "./edge/address.ts";
import { readEnvironment } from "./environment.ts";
import { leastPasswordLength } from "./model/password.ts";

/** Settings that cannot be used as they stand. `message` names each variable and what it should be. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/** Every refusal reads alike: what it must be, and what it is (never of anything secret). */
const wholeNumber = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const value = Number(text);
    if (/^\d+$/.test(text.trim()) && value >= least && value <= most) return value;
    context.addIssue(`must be a whole number from ${least} to ${most}, not ${text}`);
    return z.NEVER;
  });
const oneOf = <const Word extends string>(words: readonly Word[]) =>
  z.enum(words, { error: ({ input }) => `must be one of ${words.join(", ")}, not ${String(input)}` });
const port = wholeNumber(1, 65_535);
const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `must be a URL such as ${example}` });
const flag = z
  .enum(["0", "1", "true", "false", "on", "off"], {
    error: ({ input }) => `must be on or off, not ${String(input)}`,
  })
  .transform((value) => value === "1" || value === "true" || value === "on");
const proxyExample = "the addresses or networks of your proxies, such as 127.0.0.1 or 10.0.0.0/8";
/** Earlier versions took how many proxies there are, which says nothing about who is believed. */
const networks = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ""))
  .refine((parts) => !parts.some((part) => /^\d+$/.test(part)), {
    error: `must list ${proxyExample}, not how many there are`,
    abort: true,
  })
  .refine((parts) => parts.every(isNetwork), { error: `must list ${proxyExample}` });
const key = z
  .base64({ error: "must be 32 bytes in base64", abort: true })
  .refine((value) => Buffer.from(value, "base64").length === 32, { error: "must be 32 bytes in base64" });

const variables = z.object({
  DATABASE_URL: url(/^postgres(ql)?$/, "postgres://user:password@host:5432/discord_stats").optional(),
  DATABASE_URL_LISTEN: url(/^postgres(ql)?$/, "postgres://user:password@host:5432/discord_stats").optional(),
  DATABASE_URL_READ: url(/^postgres(ql)?$/, "postgres://user:password@replica:5432/discord_stats").optional(),
  DATABASE_POOL_SIZE: wholeNumber(2, 200).default(16),
  HOST: z.string().default("127.0.0.1"),
  PORT: port.default(3008),
  CLIENT_HOST: z.string().default("127.0.0.1"),
  CLIENT_PORT: port.default(3000),
  API_URL: url(/^https?$/, "http://127.0.0.1:3008").optional(),
  PUBLIC_URL: url(/^https?$/, "https://backscroll.example.org").optional(),
  DATA_DIR: z.string().default("data"),
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_API_BASE: url(/^https?$/, "https://discord.com/api").default("https://discord.com/api"),
  DISCORD_CDN_BASE: url(/^https?$/, "https://cdn.discordapp.com").default("https://cdn.discordapp.com"),
  DISCORD_RATE_LIMIT: flag.default(true),
  DISCORD_REQUESTS_PER_SECOND: wholeNumber(1, 1_000).default(50),
  TELEGRAM_API_ID: wholeNumber(1, 2_147_483_647).optional(),
  TELEGRAM_API_HASH: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{32}$/, "must be 32 hexadecimal digits, as my.telegram.org shows them")
    .optional(),
  TELEGRAM_DC: z
    .string()
    .regex(/^.+:\d{1,5}$/, "must be an address and a port such as 127.0.0.1:4430")
    .optional(),
  TELEGRAM_DC_PUBLIC_KEY: z.string().optional(),
  TELEGRAM_BUDGET_MESSAGES: wholeNumber(0, 1_000_000).default(3000),
  TELEGRAM_BUDGET_SECONDS: wholeNumber(1, 3600).default(30),
  TELEGRAM_TAKEOUT: flag.default(false),
  SKIP_PROTECTED_CONTENT: flag.default(true),
  MIRROR_SYNC_COMMENTS: flag.default(true),
  MIRROR_START_RETRY_INTERVAL_SEC: wholeNumber(1, 3600).default(10),
  MIRROR_CHANNEL_HEALTHCHECK_INTERVAL_SEC: wholeNumber(5, 86_400).default(60),
  MIRROR_CHANNEL_HEALTHCHECK_REFRESH_SEC: wholeNumber(10, 604_800).default(3600),
  BACKSCROLL_DEMO: flag.default(false),
  BACKSCROLL_DEMO_TOKEN: z.string().optional(),
  BACKSCROLL_DEMO_API_BASE: url(/^https?$/, "http://127.0.0.1:4000/api").optional(),
  BACKSCROLL_DEMO_CDN_BASE: url(/^https?$/, "http://127.0.0.1:4000").optional(),
  BACKSCROLL_DEMO_TELEGRAM_DC: z.string().optional(),
  BACKSCROLL_DEMO_TELEGRAM_KEY: z.string().optional(),
  BACKSCROLL_DEMO_TELEGRAM_SESSION: z.base64().optional(),
  TASK_POLL_INTERVAL_MS: wholeNumber(1000, 60_000).default(5000),
  TASK_CONCURRENCY: wholeNumber(1, 1000).default(128),
  TASK_LEASE_SECONDS: wholeNumber(2, 3600).default(40),
  TASK_RETENTION_DAYS: wholeNumber(0, 36_500).default(90),
  EXPORT_KEEP_DAYS: wholeNumber(1, 3_650).default(7),
  ENCRYPTION_KEY: key.optional(),
  SECRET_KEY: key.optional(),
  FORGETTING_KEY: key.optional(),
  TG_BACK_BOOTSTRAP_ACCESS_PASSWORD: z
    .string()
    .min(leastPasswordLength, `must have at least ${leastPasswordLength} characters`)
    .optional(),
  TRUSTED_PROXIES: networks,
  LOG_FILE_BYTES: wholeNumber(1000, 1_000_000_000).default(10_000_000),
  LOG_FILES: wholeNumber(2, 100).default(5),
  MIN_FREE_BYTES: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(1_073_741_824),
  MEDIA_DOWNLOADS: flag.default(true),
  MEDIA_CONCURRENCY: wholeNumber(1, 64).default(8),
  MEDIA_MAX_BYTES_PER_SECOND: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  MEDIA_MAX_FILE_BYTES: wholeNumber(1, 5_000_000_000).default(536_870_912),
  MEDIA_MAX_PIXELS: wholeNumber(1, 1_000_000_000).default(50_000_000),
  MEDIA_MIN_FREE_BYTES: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(2_147_483_648),
  ENABLE_ARCHIVE_MEDIA_PROCESSING: flag.default(false),
  ARCHIVE_IMAGE_WEBP_QUALITY: wholeNumber(1, 100).default(80),
  ARCHIVE_IMAGE_MAX_COUNT: wholeNumber(1, 1000).default(100),
  ARCHIVE_IMAGE_KEEP_ORIGINAL: flag.default(true),
  STORAGE_BACKEND: oneOf(["local", "s3"]).default("local"),
  STORAGE_LOCAL_ROOT: z.string().optional(),
  STORAGE_PUBLIC_BASE_URL: url(/^https?$/, "https://backscroll.example.org/api/v1").optional(),
  S3_ENDPOINT: url(/^https?$/, "https://s3.eu-central-1.amazonaws.com").optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_BUCKET: z.string().optional(),
  S3_PREFIX: z.string().default(""),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_FORCE_PATH_STYLE: flag.default(true),
  HTTP_PROXY: url(/^https?$/, "http://proxy.example.org:3128").optional(),
  HTTPS_PROXY: url(/^https?$/, "http://proxy.example.org:3128").optional(),
  NO_PROXY: z.string().default(""),
  IMPORT_MAX_BYTES: wholeNumber(1, Number.MAX_SAFE_INTEGER).default(21_474_836_480),
  LIVE_CAPTURE: flag.default(true),
  CATCH_UP_MINUTES: wholeNumber(1, 1440).default(15),
  ARCHIVE_DELETED_CONTENT: oneOf(["keep", "drop"]).default("keep"),
  SLASH_COMMANDS: flag.default(true),
  ALLOW_PRIVATE_WEBHOOKS: flag.default(false),
  CATCH_UP_LATE_MINUTES: wholeNumber(1, 10_080).default(60),
  LOG_LEVEL: z
    .string()
    .toLowerCase() // operators write INFO as well
    .pipe(oneOf(["fatal", "error", "warn", "info", "debug", "trace"]))
    .default("info"),
  LOG_LANGUAGE: oneOf(["zh-Hant", "en"]).optional(),
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
  api: { host: string; port: number; publicUrl: string | null };
  /** `apiUrl`: where the console reaches the API. */
  client: { host: string; port: number; apiUrl: string };
  /** Addresses and networks of proxies whose X-Forwarded headers are believed. */
  trustedProxies: readonly string[];
  /** Absolute path. */
  dataDir: string;
  /** `requestsPerSecond`: what an account allows itself, besides Discord's limit on each channel; null: no limit of our own. */
  discord: { token: string | null; apiBase: string; cdnBase: string; requestsPerSecond: number | null };
  /**
   * `api`: what Telegram gives its developers; null unless both variables are set (operators may save it in the console
   * instead). `dc` is host:port and `dcPublicKey` the path of a PEM file: a server that speaks Telegram's protocol in
   * place of Telegram; null for Telegram itself.
   */
  telegram: {
    api: { id: number; hash: string } | null;
    dc: string | null;
    dcPublicKey: string | null;
    /** Messages that an account may ask for within `windowMs`; null: only Telegram's answers slow it down. */
    budget: { messages: number; windowMs: number } | null;
    /** Read histories in Telegram's mode for exports. */
    takeout: boolean;
    /** Leave chats alone whose owners forbid saving. */
    skipProtected: boolean;
    /** The discussion group of a channel is archived with it. */
    syncComments: boolean;
    /** Longest pause before an account that cannot be connected is tried again. */
    retryMs: number;
    /** How often chats are looked at, and how old what is known of one may get. */
    healthEveryMs: number;
    healthAgeSeconds: number;
  };
  /** True while no platform is configured: until there is a real account, the built-in sandbox stands in. */
  demo: boolean;
  /** The sandbox's account and where it is; null unless `demo`. */
  sandbox: { token: string; apiBase: string; cdnBase: string } | null;
  /** The sandbox's Telegram, as `telegram` has one, and an authorization key that is logged in; null unless `demo`. */
  telegramSandbox: { dc: string; dcPublicKey: string; sessionKey: string } | null;
  /** Days that the files of an export are kept. */
  exports: { keepDays: number };
  /** `retentionDays`: how long finished tasks are kept; 0: for ever. */
  tasks: { pollIntervalMs: number; concurrency: number; leaseSeconds: number; retentionDays: number };
  /** Listening to what happens, and looking for what was missed. */
  live: { enabled: boolean; catchUpMs: number; keepDeleted: boolean };
  /** Whether /archive is offered in Discord. */
  slashCommands: boolean;
  /** `allowPrivate`: webhooks may stand in private networks. `catchUpLateMs`: when catching up counts as falling behind. */
  notifications: { allowPrivate: boolean; catchUpLateMs: number };
  /** 32 bytes in base64; null until generated. Never log these two. */
  encryptionKey: string | null;
  secretKey: string | null;
  /** Names who is forgotten; 32 bytes in base64. Never log it. */
  forgettingKey: string | null;
  bootstrapPassword: string | null;
  /** Fetching pauses while the disk of `dataDir` has less; 0: never. */
  minFreeBytes: number;
  /** Largest file that may be uploaded for an import. */
  mostUploadBytes: number;
  media: MediaConfig;
  storage: StorageConfig;
  /** How requests to the platforms leave this machine; null: directly. */
  proxy: ProxyConfig | null;
  log: { level: string; language: "zh-Hant" | "en" };
}

/** Downloads of files and what is made of pictures. */
export interface MediaConfig {
  /** False: files are noted and not downloaded. */
  downloads: boolean;
  /** Files at once, of the whole process. */
  concurrency: number;
  /** Of all downloads together; 0: no limit. */
  bytesPerSecond: number;
  mostFileBytes: number;
  /** Pictures with more are stored, and never decoded. */
  mostPixels: number;
  /** Downloads wait while the disk of the files has less; 0: never. */
  minFreeBytes: number;
  /** WebP copies; null: none. */
  webp: { quality: number; mostPerMessage: number; keepOriginals: boolean } | null;
}

/** Where stored files lie. `localRoot`, absolute, takes in what arrives in any case. */
export interface StorageConfig {
  localRoot: string;
  /** What addresses of files begin with in answers; null: the API's own path. */
  publicBaseUrl: string | null;
  s3: S3Config | null;
}

export interface S3Config {
  endpoint: string;
  region: string;
  bucket: string;
  /** In front of every key, ending in "/" unless empty. */
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** https://host/bucket/key instead of https://bucket.host/key. */
  forcePathStyle: boolean;
}

export interface ProxyConfig {
  http: string | null;
  https: string | null;
  /** Hosts that are reached directly, with commas; this machine always is. */
  except: string;
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
    api: { host: v.HOST, port: v.PORT, publicUrl: v.PUBLIC_URL ?? null },
    client: {
      // A demonstration is for whoever sits at this machine, whatever an older .env says.
      host: v.BACKSCROLL_DEMO && !isLoopback(v.CLIENT_HOST) ? "127.0.0.1" : v.CLIENT_HOST,
      port: v.CLIENT_PORT,
      apiUrl: v.API_URL ?? `http://${reachable(v.HOST)}:${v.PORT}`,
    },
    trustedProxies: v.TRUSTED_PROXIES,
    dataDir: resolve(directory, v.DATA_DIR),
    discord: {
      token: v.DISCORD_TOKEN ?? null,
      apiBase: v.DISCORD_API_BASE,
      cdnBase: v.DISCORD_CDN_BASE,
      requestsPerSecond: v.DISCORD_RATE_LIMIT ? v.DISCORD_REQUESTS_PER_SECOND : null,
    },
    telegram: {
      api:
        v.TELEGRAM_API_ID !== undefined && v.TELEGRAM_API_HASH !== undefined
          ? { id: v.TELEGRAM_API_ID, hash: v.TELEGRAM_API_HASH }
          : null,
      dc: v.TELEGRAM_DC ?? null,
      dcPublicKey:
        v.TELEGRAM_DC_PUBLIC_KEY === undefined ? null : resolve(directory, v.TELEGRAM_DC_PUBLIC_KEY),
      budget:
        v.TELEGRAM_BUDGET_MESSAGES === 0
          ? null
          : { messages: v.TELEGRAM_BUDGET_MESSAGES, windowMs: v.TELEGRAM_BUDGET_SECONDS * 1_000 },
      takeout: v.TELEGRAM_TAKEOUT,
      skipProtected: v.SKIP_PROTECTED_CONTENT,
      syncComments: v.MIRROR_SYNC_COMMENTS,
      retryMs: v.MIRROR_START_RETRY_INTERVAL_SEC * 1_000,
      healthEveryMs: v.MIRROR_CHANNEL_HEALTHCHECK_INTERVAL_SEC * 1_000,
      healthAgeSeconds: v.MIRROR_CHANNEL_HEALTHCHECK_REFRESH_SEC,
    },
    demo: v.BACKSCROLL_DEMO,
    sandbox:
      v.BACKSCROLL_DEMO && v.BACKSCROLL_DEMO_TOKEN && v.BACKSCROLL_DEMO_API_BASE && v.BACKSCROLL_DEMO_CDN_BASE
        ? {
            token: v.BACKSCROLL_DEMO_TOKEN,
            apiBase: v.BACKSCROLL_DEMO_API_BASE,
            cdnBase: v.BACKSCROLL_DEMO_CDN_BASE,
          }
        : null,
    telegramSandbox:
      v.BACKSCROLL_DEMO &&
      v.BACKSCROLL_DEMO_TELEGRAM_DC &&
      v.BACKSCROLL_DEMO_TELEGRAM_KEY &&
      v.BACKSCROLL_DEMO_TELEGRAM_SESSION
        ? {
            dc: v.BACKSCROLL_DEMO_TELEGRAM_DC,
            dcPublicKey: resolve(directory, v.BACKSCROLL_DEMO_TELEGRAM_KEY),
            sessionKey: v.BACKSCROLL_DEMO_TELEGRAM_SESSION,
          }
        : null,
    tasks: {
      pollIntervalMs: v.TASK_POLL_INTERVAL_MS,
      concurrency: v.TASK_CONCURRENCY,
      leaseSeconds: v.TASK_LEASE_SECONDS,
      retentionDays: v.TASK_RETENTION_DAYS,
    },
    exports: { keepDays: v.EXPORT_KEEP_DAYS },
    live: {
      enabled: v.LIVE_CAPTURE,
      catchUpMs: v.CATCH_UP_MINUTES * 60_000,
      keepDeleted: v.ARCHIVE_DELETED_CONTENT === "keep",
    },
    slashCommands: v.SLASH_COMMANDS,
    notifications: {
      allowPrivate: v.ALLOW_PRIVATE_WEBHOOKS,
      catchUpLateMs: v.CATCH_UP_LATE_MINUTES * 60_000,
    },
    encryptionKey: v.ENCRYPTION_KEY ?? null,
    secretKey: v.SECRET_KEY ?? null,
    forgettingKey: v.FORGETTING_KEY ?? null,
    bootstrapPassword: v.TG_BACK_BOOTSTRAP_ACCESS_PASSWORD ?? null,
    minFreeBytes: v.MIN_FREE_BYTES,
    mostUploadBytes: v.IMPORT_MAX_BYTES,
    media: {
      downloads: v.MEDIA_DOWNLOADS,
      concurrency: v.MEDIA_CONCURRENCY,
      bytesPerSecond: v.MEDIA_MAX_BYTES_PER_SECOND,
      mostFileBytes: v.MEDIA_MAX_FILE_BYTES,
      mostPixels: v.MEDIA_MAX_PIXELS,
      minFreeBytes: v.MEDIA_MIN_FREE_BYTES,
      webp: v.ENABLE_ARCHIVE_MEDIA_PROCESSING
        ? {
            quality: v.ARCHIVE_IMAGE_WEBP_QUALITY,
            mostPerMessage: v.ARCHIVE_IMAGE_MAX_COUNT,
            keepOriginals: v.ARCHIVE_IMAGE_KEEP_ORIGINAL,
          }
        : null,
    },
    storage: {
      localRoot: resolve(directory, v.STORAGE_LOCAL_ROOT ?? join(v.DATA_DIR, "media")),
      publicBaseUrl: v.STORAGE_PUBLIC_BASE_URL?.replace(/\/$/, "") ?? null,
      s3: v.STORAGE_BACKEND === "s3" ? toS3(v) : null,
    },
    proxy:
      v.HTTP_PROXY || v.HTTPS_PROXY
        ? { http: v.HTTP_PROXY ?? null, https: v.HTTPS_PROXY ?? v.HTTP_PROXY ?? null, except: v.NO_PROXY }
        : null,
    log: { level: v.LOG_LEVEL, language: v.LOG_LANGUAGE ?? languageOfMachine(environment) },
  };
}

/** Throws ConfigError while something that S3 needs is missing. */
function toS3(v: z.infer<typeof variables>): S3Config {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket } = v;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = v;
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) {
    const missing = Object.entries({
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    })
      .filter(([, value]) => !value)
      .map(([name]) => name);
    throw new ConfigError(
      `Settings cannot be used: STORAGE_BACKEND is s3, which needs ${missing.join(", ")}.`,
    );
  }
  return {
    endpoint: endpoint.replace(/\/$/, ""),
    region: v.S3_REGION,
    bucket,
    prefix: v.S3_PREFIX === "" ? "" : `${v.S3_PREFIX.replace(/^\/|\/$/g, "")}/`,
    accessKeyId,
    secretAccessKey,
    forcePathStyle: v.S3_FORCE_PATH_STYLE,
  };
}

/** The log speaks Chinese where the machine does, by the variables that set a program's language. Pure. */
function languageOfMachine({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): "zh-Hant" | "en" {
  return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? "zh-Hant" : "en";
}

const isLoopback = (host: string) => /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

/** A server that listens on all addresses is reached on the loopback one. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** The settings of this process: environment and files (see environment.ts) below `directory`. */
export function loadConfig(directory = process.cwd()): Config {
  return parseConfig(readEnvironment(process.env, directory), directory);
}
