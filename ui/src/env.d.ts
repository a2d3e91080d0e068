/** True in `--mode fake` only. */
declare const __FAKE_CORE__: boolean;
