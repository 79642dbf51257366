/** Set by `domicile check`, which runs the program where credentials and what `npm start` made may be absent. */
export const offlineVariable = "DOMICILE_OFFLINE";
