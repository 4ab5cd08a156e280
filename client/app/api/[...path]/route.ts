/** The same-origin way to the API: `/api/...` here is `/api/...` there, streamed both ways. */
import type { NextRequest } from "next/server";
import { answerHeaders, requestHeaders } from "../../../security/forward.ts";

export const dynamic = "force-dynamic";

/**
 * Where the API listens; read per request, not at build time. PORT is not looked at: `next start` sets it to its
 * own port (next/dist/server/lib/start-server.js), so that it would lead back here.
 */
const apiAddress = () => process.env.API_URL || "http://127.0.0.1:3008";
const trustedProxies = () => Number(process.env.TRUSTED_PROXIES ?? 0) || 0;

/** Passes one request on. An API that does not answer gives 502 `api_unreachable` in the API's own error shape. */
async function forward(request: NextRequest): Promise<Response> {
  const { pathname, search, protocol } = request.nextUrl;
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  try {
    const answer = await fetch(new URL(pathname + search, apiAddress()), {
      method: request.method,
      headers: requestHeaders(request.headers, protocol, trustedProxies()),
      body: hasBody ? request.body : undefined,
      redirect: "manual",
      cache: "no-store",
      signal: request.signal,
      duplex: "half", // Node's fetch demands it for streamed bodies
    } as RequestInit);
    return new Response(answer.body, { status: answer.status, headers: answerHeaders(answer.headers) });
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 });
    const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
    console.error(
      JSON.stringify({ level: "warn", code: "api_unreachable", requestId, error: String(error) }),
    );
    return Response.json(
      { error: { code: "api_unreachable", message: "The API does not answer", requestId } },
      { status: 502, headers: { "cache-control": "no-store", "x-request-id": requestId } },
    );
  }
}

export {
  forward as DELETE,
  forward as GET,
  forward as HEAD,
  forward as PATCH,
  forward as POST,
  forward as PUT,
};
