/** The kinds of tasks this bot does. A new one is a line here; the worker needs to know nothing else of it. */
import type { TaskKind } from "../worker/taskKind.ts";
import type { KindDeps } from "./deps.ts";
import { erasure } from "./erasure.ts";
import { exportKind } from "./export.ts";
import { historyFetch } from "./historyFetch.ts";
import { importKind } from "./import.ts";
import { media } from "./media.ts";
import { mirror } from "./mirror.ts";
import { notification } from "./notification.ts";
import { response } from "./response.ts";
import { searchIndex } from "./searchIndex.ts";

export function createTaskKinds(deps: KindDeps): readonly TaskKind[] {
  return [
    erasure(deps),
    exportKind(deps),
    historyFetch(deps),
    importKind(deps),
    media(deps),
    mirror(deps),
    notification(deps),
    response(deps),
    searchIndex(deps),
  ];
}
