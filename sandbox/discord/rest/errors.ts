/** A refusal with Discord's HTTP status, JSON error code and sentence. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  /** Discord's `errors` tree of an invalid form body. */
  readonly errors: object | undefined;

  constructor(status: number, code: number, message: string, errors?: object) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  toBody(): Record<string, unknown> {
    return { message: this.message, code: this.code, ...(this.errors ? { errors: this.errors } : {}) };
  }
}

/** The refusals this sandbox knows, by name. Codes: Discord's "Opcodes and Status Codes", JSON error codes. */
export const refuse = {
  unauthorized: () => new ApiError(401, 0, "401: Unauthorized"),
  notFound: () => new ApiError(404, 0, "404: Not Found"),
  methodNotAllowed: () => new ApiError(405, 0, "405: Method Not Allowed"),
  unknownChannel: () => new ApiError(404, 10_003, "Unknown Channel"),
  unknownGuild: () => new ApiError(404, 10_004, "Unknown Guild"),
  unknownMember: () => new ApiError(404, 10_007, "Unknown Member"),
  unknownMessage: () => new ApiError(404, 10_008, "Unknown Message"),
  unknownUser: () => new ApiError(404, 10_013, "Unknown User"),
  unknownEmoji: () => new ApiError(400, 10_014, "Unknown Emoji"),
  tooLarge: () => new ApiError(413, 40_005, "Request entity too large"),
  missingAccess: () => new ApiError(403, 50_001, "Missing Access"),
  notTheAuthor: () => new ApiError(403, 50_005, "Cannot edit a message authored by another user"),
  emptyMessage: () => new ApiError(400, 50_006, "Cannot send an empty message"),
  missingPermissions: () => new ApiError(403, 50_013, "Missing Permissions"),
  wrongChannelType: () => new ApiError(400, 50_024, "Cannot execute action on this channel type"),
  archivedThread: () => new ApiError(400, 50_083, "Thread is archived"),
  invalidJson: () => new ApiError(400, 50_109, "The request body contains invalid JSON."),
  invalidForm: (field: string, code: string, message: string) =>
    new ApiError(400, 50_035, "Invalid Form Body", { [field]: { _errors: [{ code, message }] } }),
} as const;
