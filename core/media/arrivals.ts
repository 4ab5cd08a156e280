/** Files on their way into the store, by names that tell who writes them: what a killed process left is told from what comes. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

const host = hostname()
  .replace(/[^\w-]/g, "_")
  .slice(0, 60);
/** Of this process: its number alone is given to another one later. */
const token = randomUUID().slice(0, 8);

/** A name that no other file has. */
export const arrivalName = (): string => `${host}~${process.pid}~${token}~${randomUUID()}`;

/** Earlier versions told nothing of the writer. */
const pattern = /^(?:[\w-]{1,60}~\d{1,10}~[0-9a-f]{8}~)?[0-9a-f-]{36}$/;

export const isArrival = (name: string): boolean => pattern.test(name);

/** True for what a process of this machine wrote that is gone. Of another machine's nobody here can tell. */
export function isLeftArrival(name: string): boolean {
  const [ofHost, pid, ofToken] = name.split("~");
  if (!isArrival(name) || ofHost !== host || ofToken === undefined) return false;
  return Number(pid) === process.pid ? ofToken !== token : !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 asks only
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
