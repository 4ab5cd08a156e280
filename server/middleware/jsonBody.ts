/** Bodies: JSON of at most 1 MB, or none. */
import express, { type RequestHandler } from "express";
import { AppError } from "../../core/errors.ts";

const parseJson = express.json({ limit: "1mb", inflate: false, type: () => true });

/** Parses a body; another content type than JSON is refused, since forms of foreign pages can send all others. */
export const readJsonBody: RequestHandler = (req, res, next) => {
  const hasBody = req.get("transfer-encoding") !== undefined || Number(req.get("content-length") ?? 0) > 0;
  if (!hasBody) return next();
  if (!req.is("application/json")) {
    throw new AppError("invalid_input", "The body must be JSON: send Content-Type: application/json.", {
      status: 415,
    });
  }
  parseJson(req, res, next);
};
