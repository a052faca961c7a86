/** How servers, profiles and apps are called. */
export const namePattern = /^[a-z][a-z0-9-]{0,31}$/;
