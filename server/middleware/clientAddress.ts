/** Finds out from where a request comes, before anything counts or logs it. */
import type { RequestHandler, Response } from "express";
import { clientAddress, trustNetworks } from "../../core/edge/address.ts";
import { clientHeader, readSignedAddress } from "../../core/edge/signedAddress.ts";

interface ClientAddressDeps {
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /** Shared with the console, which signs for whom it asks; null: its word counts for nothing. */
  secretKey: string | null;
  now: () => Date;
}

/** What the console has signed counts first, then what trusted proxies say, else it is the peer. */
export function findClientAddress({ trustedProxies, secretKey, now }: ClientAddressDeps): RequestHandler {
  const isTrusted = trustNetworks(trustedProxies);
  return (req, res, next) => {
    const signed = secretKey === null ? null : readSignedAddress(secretKey, req.get(clientHeader), now());
    res.locals.clientAddress =
      signed ?? clientAddress(req.socket.remoteAddress, req.get("x-forwarded-for"), isTrusted);
    next();
  };
}

/** Of the client; null when the connection is gone. */
export function clientAddressOf(res: Response): string | null {
  const address: unknown = res.locals.clientAddress;
  return typeof address === "string" ? address : null;
}
