import type { NotificationTexts } from "./texts.ts";

export const ru: NotificationTexts = {
  fetchEnded: (place) => `Загрузка завершена: ${place}`,
  fetchEndedPartly: (place) => `Загрузка завершена с предупреждением: ${place}`,
  fetchFailed: (place) => `Загрузка не удалась: ${place}`,
  accountLost: (account) => `Аккаунт потерян: ${account}`,
  accountLostAdvice: "Пока токен не заменён, через него ничего не архивируется и не загружается.",
  catchUpBehind: (place) => `Дозагрузка отстаёт: ${place}`,
  catchUpOpen: (tasks, duration) => `Идёт уже ${duration}; незавершённых задач: ${tasks}.`,
  messagesSaved: (count, duration) =>
    duration === null ? `Новых сообщений: ${count}.` : `Новых сообщений: ${count}, за ${duration}.`,
  keywordAlert: (search, place) => `Новое сообщение по запросу «${search}»: ${place}`,
  keywordHits: (count) => `Подходящих новых сообщений: ${count}.`,
  test: "Проверочное уведомление",
  testText: "Уведомления Backscroll приходят сюда.",
  unnamed: "без имени",
  channelOf: (channel, server) => `#${channel} (${server})`,
};
