/**
 * How often messages of a channel carry something special, in thousandths of all messages (blocks of
 * eight for `polls`).
 */
export interface Style {
  replies: number;
  edits: number;
  reactions: number;
  attachments: number;
  embeds: number;
  stickers: number;
  forwards: number;
  voice: number;
  polls: number;
  joins: number;
  boosts: number;
  webhooks: number;
  components: number;
  /** True where people talk with each other: most messages follow a conversation's script. */
  scripted: boolean;
  /** True in announcement channels: the messages are published. */
  crossposted: boolean;
}

const chat: Style = {
  replies: 90,
  edits: 35,
  reactions: 110,
  attachments: 45,
  embeds: 35,
  stickers: 8,
  forwards: 4,
  voice: 3,
  polls: 12,
  joins: 0,
  boosts: 0,
  webhooks: 0,
  components: 2,
  scripted: true,
  crossposted: false,
};

/** The kinds of channels there are. */
export const styles = {
  chat,
  welcome: { ...chat, joins: 280, boosts: 25, attachments: 15, polls: 0 },
  gallery: { ...chat, scripted: false, attachments: 520, reactions: 420, voice: 0, polls: 0 },
  builds: {
    ...chat,
    scripted: false,
    webhooks: 780,
    embeds: 700,
    attachments: 10,
    replies: 20,
    stickers: 0,
    polls: 0,
    components: 120,
  },
  announcements: {
    ...chat,
    reactions: 650,
    embeds: 200,
    attachments: 180,
    replies: 0,
    stickers: 0,
    forwards: 0,
    voice: 0,
    edits: 120,
    polls: 40,
    scripted: false,
    crossposted: true,
  },
} as const satisfies Record<string, Style>;

export type StyleName = keyof typeof styles;
