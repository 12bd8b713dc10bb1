-- What a file says before staff correct it: by this a correction knows what it is of, in whatever file it comes.

ALTER TABLE told ADD COLUMN sent VARCHAR DEFAULT '';        -- hash of the facts as the file has them
ALTER TABLE correction ADD COLUMN content VARCHAR DEFAULT '';  -- the same, of what was corrected; '' in entries that name the file alone
