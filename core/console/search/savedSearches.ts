/** Keeping searches: what people enter, understood before it is kept. */
import type {
  NewSavedSearchInput,
  SavedSearchChangeInput,
  SavedSearchView,
} from "../../api/savedSearches.ts";
import { listTargets } from "../../database/notifications/targets.ts";
import {
  deleteSavedSearch,
  insertSavedSearch,
  type ListedSearch,
  listSavedSearches,
  mostSaved,
  updateSavedSearch,
} from "../../database/search/savedSearches.ts";
import { AppError } from "../../errors.ts";
import { parseQuery } from "../../model/search/query.ts";
import type { Queryable } from "../../postgres/pool.ts";
import { toProblem } from "./problems.ts";

/** All of them, by name. */
export async function describeSavedSearches(db: Queryable): Promise<SavedSearchView[]> {
  return (await listSavedSearches(db)).map(toView);
}

/** Keeps a search. Throws AppError invalid_input, unknown_target, not_possible. */
export async function addSavedSearch(
  db: Queryable,
  input: NewSavedSearchInput,
  now: Date,
): Promise<SavedSearchView> {
  const { q, ...fields } = input;
  checkQuery(q, input.timezone, now);
  await checkTargets(db, input.alertTargetIds);
  const id = await insertSavedSearch(db, { ...fields, query: q });
  if (id === null)
    throw new AppError("not_possible", `There are ${mostSaved} kept searches already: remove one first.`);
  return getSavedSearch(db, id);
}

/** Changes one. Throws AppError not_found, invalid_input, unknown_target. */
export async function changeSavedSearch(
  db: Queryable,
  id: string,
  input: SavedSearchChangeInput,
  now: Date,
): Promise<SavedSearchView> {
  const { q, ...fields } = input;
  if (q !== undefined) checkQuery(q, input.timezone ?? "UTC", now);
  if (input.alertTargetIds) await checkTargets(db, input.alertTargetIds);
  if (!(await updateSavedSearch(db, id, { ...fields, query: q }))) throw noSuchSearch();
  return getSavedSearch(db, id);
}

/** Forgets one. Throws AppError not_found. */
export async function removeSavedSearch(db: Queryable, id: string): Promise<void> {
  if (!(await deleteSavedSearch(db, id))) throw noSuchSearch();
}

async function getSavedSearch(db: Queryable, id: string): Promise<SavedSearchView> {
  const [found] = await listSavedSearches(db, id);
  if (!found) throw noSuchSearch();
  return toView(found);
}

const noSuchSearch = () => new AppError("not_found", "There is no such kept search.");

function checkQuery(q: string, timezone: string, now: Date): void {
  const { problem } = parseQuery(q, timezone, now);
  if (problem) throw new AppError("invalid_input", toProblem(problem).message, { field: "q" });
}

async function checkTargets(db: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const known = new Set((await listTargets(db)).map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined)
    throw new AppError("unknown_target", `There is no notification target ${missing}.`, {
      field: "alertTargetIds",
    });
}

const toView = ({ query, alertSince, lastToldAt, createdAt, ...search }: ListedSearch): SavedSearchView => ({
  ...search,
  q: query,
  alertSince: alertSince?.toISOString() ?? null,
  lastToldAt: lastToldAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});
