/** What is not understood, in a sentence each. The console has its own words for the codes. */
import type { SearchProblem } from "../../api/search.ts";
import { hasValues, isValues, longestQuery } from "../../model/search/query.ts";

const list = (values: readonly string[]) => `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;

/** The problem with its sentence. Pure. */
export function toProblem({ code, filter, piece }: Omit<SearchProblem, "message">): SearchProblem {
  return { code, filter, piece, message: sentenceOf(code, filter, piece) };
}

function sentenceOf(code: SearchProblem["code"], filter: SearchProblem["filter"], piece: string): string {
  switch (code) {
    case "nothing_to_search":
      return "There is no word, number, emoji or filter in it to search for.";
    case "empty_value":
      return `${filter}: stands alone. Write what you mean right behind the colon.`;
    case "unknown_value":
      if (filter === "has") return `${piece} is not understood: has: takes ${list(hasValues)}.`;
      if (filter === "is") return `${piece} is not understood: is: takes ${list(isValues)}.`;
      return `${piece} is not understood: lang: takes a language such as en, zh, ja or ru.`;
    case "bad_date":
      return `${piece} is not understood: write a date as 2024, 2024-05 or 2024-05-31, today, yesterday, or 7d for the last seven days.`;
    case "too_long":
      return `It is too long: at most ${longestQuery} characters.`;
    case "too_many_terms":
      return "It has too many words: at most 40.";
    case "unknown_person":
      return `Nobody in the archive is called ${piece}.`;
    case "unknown_channel":
      return `No channel in the archive is called ${piece}.`;
    case "unknown_guild":
      return `No server in the archive is called ${piece}.`;
    case "too_slow":
      return "It takes too long: add a word, a channel, a person or a time.";
  }
}
