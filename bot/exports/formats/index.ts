/** The formats. A new one is a file beside this one and a line here. */
import type { ExportFormat } from "../../../core/model/exportFormat.ts";
import type { FormatWriter } from "../format.ts";
import { csv } from "./csv.ts";
import { html } from "./html/html.ts";
import { json } from "./json.ts";
import { jsonl } from "./jsonl.ts";
import { parquet } from "./parquet.ts";
import { txt } from "./txt.ts";

export const formats: Readonly<Record<ExportFormat, FormatWriter>> = { csv, html, json, jsonl, parquet, txt };
