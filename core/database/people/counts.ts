/** How much there is of a person. */
import type { Queryable } from "../../postgres/pool.ts";

/** Messages of a person in all servers. */
export async function countMessagesOfPerson(db: Queryable, personId: string): Promise<number> {
  const { rows } = await db.query<{ count: string }>({
    name: "count-messages-of-person",
    text: "select count(*) from messages where author_id = $1",
    values: [personId],
  });
  return Number(rows[0]?.count ?? 0);
}
