/** A mark on a stretch of a text, in UTF-16 units, as Telegram writes them; types by the names of its Bot API. */
export interface TextEntity {
  type: string;
  offset: number;
  length: number;
  url?: string | null | undefined;
  user_id?: string | null | undefined;
  language?: string | null | undefined;
  custom_emoji_id?: string | null | undefined;
  /** Of a quote: its beginning is shown. */
  is_collapsed?: boolean | null | undefined;
}
