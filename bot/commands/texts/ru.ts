import type { CommandTexts } from "./texts.ts";

export const ru: CommandTexts = {
  descriptions: {
    archive: "Архив этого сервера",
    commands: {
      fetch: "Загрузить недостающее в архив",
      status: "Показать, что загружается",
      stats: "Показать, что в архиве",
    },
    channel: "Только этот канал; без него — весь сервер",
  },
  notAllowed: "Для этого нужно право «Управлять сервером».",
  unknownGuild: "Этого сервера ещё нет в архиве.",
  unknownChannel: "Этот канал нельзя загрузить: он неизвестен или это категория.",
  failed: "Не получилось. Подробности — в журнале бота.",
  fetchStarted: (taskId) => `Загрузка начата (задача ${taskId}).`,
  fetchOpen: (taskId) => `Такая загрузка уже идёт (задача ${taskId}).`,
  leftOut: (count) => `Пропущено каналов, которые бот не может читать: ${count}.`,
  statusTitle: "Сейчас",
  nothingOpen: "Ничего не загружается.",
  taskLine: ({ id, place, status, percent }) => `${place}: ${status}, ${percent} (задача ${id})`,
  wholeServer: "Весь сервер",
  statuses: {
    pending: "ожидает",
    running: "выполняется",
    paused: "на паузе",
    completed: "завершена",
    warning: "завершена с предупреждением",
    failed: "не удалась",
    cancelled: "отменена",
  },
  moreOpen: (count) => `Всего незавершённых: ${count}.`,
  statsTitle: "В архиве",
  messages: (count) => `Сообщений: ${count}`,
  channels: (complete, all) => `Полных каналов и веток: ${complete} из ${all}`,
  lastFetched: (when) => `Последняя загрузка: ${when}`,
  neverFetched: "Ещё не загружался",
};
