CALL publish_everything()
-- want 1:6 ISO001: Procedure not found: publish_everything
