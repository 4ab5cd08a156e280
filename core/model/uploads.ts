/** Where uploads go, by the tus protocol (https://tus.io): the files of one import share an upload's id. */
export const uploadsPath = "/api/v1/imports/uploads";
